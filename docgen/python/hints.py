"""What a caller sees of a call: its failures by class, and the types of keywords: unions, maps and tuples in full, known
values as `Literal`, open enumerations with `str`.

Failures, or a parameter of HTTP and its annotation, enters; texts and annotations leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from docgen.python.annotations import ANY, QUERY_VALUE, Annotation, sequence_of, with_values
from docgen.python.models import ModelPlanner
from docgen.python.records import Argument, ArgumentDoc, Doc
from docgen.records import replace
from docgen.spec.model import Error, Operation, Parameter, Spec
from docgen.spec.page_urls import documentation_url
from docgen.spec.types import TypeUse, is_composed

_WHOLE = ("integer", "int32", "int64")
_ROOM = 60  # characters of a type


def hinted(parameter: Parameter, annotation: Annotation, models: ModelPlanner) -> Annotation:
    """The annotation of a keyword with what is shown for it, itself where it says everything."""
    is_queried = parameter.location == "query" and "query values" in models.features
    anything = QUERY_VALUE if is_queried else ANY
    annotation = _of_anything(annotation, anything)
    if parameter.name.endswith("[]") and not parameter.type.is_array:
        return sequence_of(annotation)
    use = parameter.type
    if parameter.values and annotation.name == "str":
        return with_values(annotation, parameter.values, parameter.name)
    if use.name in {enum.name for enum in models.enums} and not annotation.arguments:
        # A service may know more values than its documentation.
        return replace(
            annotation, shown=f"{annotation} | str", shown_imports=tuple(annotation.imports)
        )
    if not is_composed(use):
        return annotation
    text, imports = _hint(use, models, anything)
    if len(text) > _ROOM or text == "Any":
        return annotation
    return replace(annotation, shown=text, shown_imports=tuple(sorted(imports)))


def keyed(argument: Argument, uses: Iterable[TypeUse]) -> Argument:
    """The argument of a key in a path, which may be a whole number too, where that is documented of it."""
    if not any(name in _WHOLE for use in uses for name in use.names):
        return argument
    return replace(argument, annotation=replace(argument.annotation, shown="int | str"))


def _of_anything(annotation: Annotation, anything: Annotation) -> Annotation:
    """The annotation with what stands for a value of any type."""
    if annotation == ANY:
        return anything
    arguments = tuple(_of_anything(argument, anything) for argument in annotation.arguments)
    return replace(annotation, arguments=arguments) if arguments else annotation


def _hint(
    use: TypeUse, models: ModelPlanner, anything: Annotation
) -> tuple[str, set[tuple[str, str]]]:
    inside = [_hint(item, models, anything) for item in use.items]
    imports = {pair for _, each in inside for pair in each}
    texts = [text for text, _ in inside]
    match use.kind:
        case "array":
            text, imports = f"Sequence[{texts[0]}]", imports | {("collections.abc", "Sequence")}
        case "map":
            text, imports = f"Mapping[str, {texts[0]}]", imports | {("collections.abc", "Mapping")}
        case "tuple":
            text = f"tuple[{', '.join(texts)}]"
        case "union":
            text = _united(texts, str(anything))
            imports = set(anything.imports) if text == str(anything) else imports
        case _:
            annotation = _of_anything(models.annotation(use, None), anything)
            text, imports = str(annotation), set(annotation.imports)
    return text, imports


def _united(texts: Iterable[str], anything: str) -> str:
    unique = list(dict.fromkeys(texts))
    return anything if anything in unique else " | ".join(unique)


# The runtime's classes of errors by status (RFC 9110, 15).
ERROR_CLASSES: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    415: "UnsupportedMediaType",
    422: "UnprocessableContent",
    423: "Locked",
    424: "FailedDependency",
    428: "PreconditionRequired",
    429: "TooManyRequests",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


def error_class(error: Error) -> str:
    """The name of the class that a failure is raised as."""
    default = "ServerError" if error.status[:1] == "5" else "ApiError"
    return ERROR_CLASSES.get(int(error.status), default) if error.status.isdigit() else default


def failures(errors: Iterable[Error]) -> Iterator[ArgumentDoc]:
    """The class and the description of each failure of which the page says more than its status."""
    for error in errors:
        if error.code or error.description:
            of_range = error.status if error.status.endswith("XX") else ""
            codes = tuple(filter(None, (of_range, error.code)))
            yield ArgumentDoc(error_class(error), Doc(error.description), codes)


def operation_doc(spec: Spec, operation: Operation) -> Doc:
    """What is said of an operation, else what it is called."""
    url = documentation_url(spec, operation)
    return Doc(operation.description or operation.id, url, operation.is_deprecated, operation.since)


def parameter_doc(parameter: Parameter) -> Doc:
    """What is said of a parameter."""
    return Doc(parameter.description, is_deprecated=parameter.is_deprecated, since=parameter.since)
