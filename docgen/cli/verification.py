"""The verification of one API, for the commands that report it.

An API enters; its outcomes and its coverage leave, with its pages, its spec and the calls of its package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.driver.products import package_files, read_part, template_faults
from docgen.driver.progress import progress
from docgen.driver.stages import generated_package
from docgen.driver.workspace import Folder
from docgen.project.configuration import Api
from docgen.python.records import Call
from docgen.spec.model import Spec
from docgen.verify.coverage import coverage
from docgen.verify.pipeline import judge, replay_samples
from docgen.verify.report import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A verified API, and what it was verified with."""

    verified: Verified
    read: Folder
    spec: Spec
    calls: Mapping[str, Call]  # by the ids of operations


def verify_api(api: Api) -> Verification:
    """Replays the samples of an API through its generated package, which is not written."""
    read, omitted = read_part(api)
    built = read.built
    planned, files = package_files(api, built.spec, omitted)
    package = generated_package(planned, files)
    with template_faults(api):
        with progress("replaying", len(built.spec.operations)):
            replays = replay_samples(built.spec, package, built.placeholders, built.objects)
        outcomes = judge(built.spec, package, replays, built.unmatched, built.diagnostics)
    verified = Verified(
        api=api.package,
        folder=read.folder,
        outcomes=outcomes,
        coverage=coverage(built.spec),
    )
    return Verification(verified=verified, read=read, spec=built.spec, calls=package.calls)
