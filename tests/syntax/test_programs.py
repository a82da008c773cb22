"""Requests that programs send, and literals of programming languages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings, strategies as st

from docgen.syntax.lenient_json import read_json
from docgen.syntax.programs.literals import literal_json
from docgen.syntax.programs.requests import program_requests

HOST = "https://lamps.example"
JSON = '{"name": "Hall", "on": true}'

# A program that sends it -> its language.
CREATING = {
    "requests": f"""
payload = {{"name": "Hall", "on": True}}
r = requests.post("{HOST}/lamps", json=payload)
print(r.json())""",
    "http.client": """
conn = http.client.HTTPSConnection("lamps.example")
headers = {'content-type': "application/json"}
conn.request("POST", "/lamps", "{\\"name\\": \\"Hall\\", \\"on\\": true}", headers)
data = conn.getresponse().read()""",
    "json.dumps": """
httpx.post(BASE + "/lamps", data=json.dumps({"name": "Hall", "on": True}), timeout=5)""",
    "fetch": f"""
const options = {{ method: 'POST', body: JSON.stringify({{ name: 'Hall', on: true, }}) }};
const answer = await fetch(`{HOST}/lamps`, options); // a promise
return answer.json();""",
    "axios": "axios.post('/lamps', { name: 'Hall', on: true }).then(r => console.log(r.data))",
    "one object": "axios({ method: 'post', url: '/lamps', data: { name: 'Hall', on: true } });",
    "options in a name": f"""
var options = {{ method: 'POST', url: '{HOST}/lamps', body: {{ name: 'Hall', on: true }}, json: true }};
request(options, function (error, response, body) {{ if (error) throw new Error(error); }});""",
    "a chain": "request.post('/lamps').set('Accept', '*/*').send({ name: 'Hall', on: true }).end(done)",
    "one by one": """
const data = { "name": "Hall", "on": true };
request.body = data;
request.method = 'POST';
request.url = '/lamps';
client.request(request)""",
    "XMLHttpRequest": """
xhr.open("POST", "/lamps");
xhr.setRequestHeader("Accept", "*/*");
xhr.send(JSON.stringify({name: "Hall", on: true}));""",
    "net/http": f"""
uri = URI('{HOST}/lamps')
request = Net::HTTP::Post.new(uri.path, {{'Accept' => '*/*'}})
request.body = {{ name: "Hall", :on => true }}.to_json
response = http.request(request)""",
    "rest-client": f"""
RestClient.post "{HOST}/lamps", {{ 'name' => 'Hall', 'on' => true }}.to_json, {{ accept: :json }}""",
    "httparty": "HTTParty.post('/lamps', body: { name: 'Hall', on: true }.to_json)",
    "curl of PHP": f"""
$curl = curl_init();
curl_setopt($curl, CURLOPT_URL, "{HOST}/lamps");
curl_setopt($curl, CURLOPT_POST, true);
curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode(array('name' => 'Hall', 'on' => true)));""",
    "Guzzle": "$client->request('POST', '/lamps', ['json' => ['name' => 'Hall', 'on' => true]]);",
    "Go": f"""
url := "{HOST}/lamps"
payload := strings.NewReader(`{JSON}`)
req, _ := http.NewRequest("POST", url, payload)""",
    "Go, one by one": f"""
request := lamps.GetRequest(key, "/lamps", host)
request.Method = "POST"
request.Body = []byte(`{JSON}`)""",
    "Java": f"""
HttpRequest request = HttpRequest.newBuilder().uri(URI.create("{HOST}/lamps"))
    .POST(HttpRequest.BodyPublishers.ofString("{{\\"name\\": \\"Hall\\", \\"on\\": true}}")).build();""",
    "OkHttp": f"""
RequestBody body = RequestBody.create(MediaType.parse("a/b"), "{{\\"name\\": \\"Hall\\", \\"on\\": true}}");
Request request = new Request.Builder()
    .url("{HOST}/lamps")
    .post(body)
    .build();""",
}


@pytest.mark.parametrize("library", CREATING)
def test_a_program_sends_json(library: str):
    (request,) = program_requests(CREATING[library])
    assert (request.message.method, request.message.target.removeprefix(HOST)[-6:]) == (
        "POST",
        "/lamps",
    )
    assert json.loads(request.message.body) == json.loads(JSON)
    assert ("Content-Type", "application/json") in request.message.headers


@pytest.mark.parametrize(
    "program, target",
    [
        ('requests.get("/lamps", params={"page": 2, "on": on})', "/lamps?page=2&on={on}"),
        (
            "axios.get(`${base}/lamps/${lamp.id}`, { params: { page: 2 } })",
            "{base}/lamps/{id}?page=2",
        ),
        ('requests.get(f"{base}/lamps/{lamp_id}")', "{base}/lamps/{lamp_id}"),
        ('fetch("/lamps/" + id + "/parts")', "/lamps/{id}/parts"),
        ('fmt = "/lamps/%s" \nhttp.Get(fmt.Sprintf("/lamps/%s", id))', "/lamps/{id}"),
        (
            'q := make(map[string]string)\nq["page"] = "2"\nr.Method = "GET"\nr.URL = "/lamps"\nr.Params = q',
            "/lamps?page=2",
        ),
        ("$.ajax({ url: '/lamps', type: 'GET', data: { page: 2 } })", "/lamps?page=2"),
        ('client.lamps.get(query_params={"page": 2})', "?page=2"),
    ],
)
def test_a_program_asks(program: str, target: str):
    (request,) = program_requests(program)
    assert (request.message.method, request.message.target) == ("GET", target)


def test_a_form_is_what_no_call_writes_as_json():
    (request,) = program_requests('requests.post("/lamps", data={"name": "Hall"})')
    assert request.message.body == "name=Hall"


def test_a_form_is_filled_one_by_one():
    program = """
const form = new FormData();
form.append('name', 'Hall');
form.append('on', on);
axios.post('/lamps', form);"""
    (request,) = program_requests(program)
    assert request.message.body == "name=Hall&on=%7Bon%7D"


def test_fields_of_a_header_are_set_by_calls():
    (request,) = program_requests("x.get('/lamps').set('X-Key', 'a').set({ Accept: '*/*' })")
    assert request.message.headers == (("X-Key", "a"), ("Accept", "*/*"))


@pytest.mark.parametrize(
    "program",
    [
        "new Request(url, request)",
        'client.lamps.create(name="Hall")',  # a library's own call
        "lamps.get(7)",
        'cache.put("hall", {"on": true})',
        "const lamp = { type: 'LED', url: '/lamps/7' }",
        "app.use('/lamps', router)",
        "The lamp's `post` isn't (a request",
    ],
)
def test_what_says_no_method_and_no_address_is_no_request(program: str):
    assert program_requests(program) == ()


def test_members_stay_on_their_lines():
    (request,) = program_requests("x.post('/lamps', {\n  a: 1, // one\n\n  b: [\n    2]})")
    assert request.message.body == '{\n"a": 1, \n\n"b": [\n2]}'


@pytest.mark.parametrize(
    "literal, value",
    [
        ("{\n  name, // the name\n  on: true,\n}", {"name": None, "on": True}),
        ("{'name': 'Hall', 'on': True, 'at': None}", {"name": "Hall", "on": True, "at": None}),
        ("{:name => 'Hall', 'at' => nil}", {"name": "Hall", "at": None}),
        ("['name' => 'Hall', 'parts' => [1, 2]]", {"name": "Hall", "parts": [1, 2]}),
        ("['hall', 'it\\'s']", ["hall", "it's"]),
    ],
)
def test_literals_of_other_languages(literal: str, value: object):
    text = literal_json(literal)
    assert text is not None and json.loads(text) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,}',
        '{"a": True}',
        '{"a": 1, b: 2}',
        "{a: 1 b: 2}",
        "{a: x ? 1 : 2}",
        "{ a: number; b: string }",
        "{}",
        "[1]",
    ],
)
def test_json_with_a_slip_is_no_literal_of_another_language(text: str):
    assert literal_json(text) is None


PIECES = st.lists(
    st.sampled_from(
        "{ } [ ] ( ) , ; : => = . -> + \" ' ` ''' \\ \n ${ #{ // /* */ # a $a post url body 1 -2 0x true None".split(
            " "
        )
        + [
            '"/lamps"',
            "x.post(",
            "json=",
            "method: 'POST'",
            "url: '/lamps'",
            "a = ",
            "curl_setopt($c, ",
        ]
    ),
    max_size=60,
).map(" ".join)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), PIECES))
def test_any_text_is_read_to_its_end(text: str):
    for request in program_requests(text):
        assert request.message.method
    literal = literal_json(text)
    if literal is not None:
        read_json(literal)


def test_names_that_hold_names_do_not_grow():
    doubled = "\n".join(["a = {'x': 'lamp'}", *["a = [a, a]"] * 200, "x.post('/lamps', a)"])
    assert sum(len(r.message.body) for r in program_requests(doubled)) < 100_000
