//! The rules in the comments of `google/api/http.proto`, each with requests that test it.

/// A rule in the comments.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The name of the method and of its descriptor set.
    pub(crate) name: &'static str,
    /// The title of the row in the table.
    pub(crate) title: &'static str,
    pub(crate) shape: Shape,
    /// The value of the option `google.api.http`.
    pub(crate) http: &'static str,
    pub(crate) tries: &'static [Request],
    /// `http.proto` does not specify this. The row shows the behavior of each crate.
    pub(crate) is_silent: bool,
    /// The crates whose code for the rule does not compile.
    pub(crate) uncompilable: &'static [&'static str],
}

/// The behavior of the method of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Returns the request.
    Echo,
    /// Returns the request twice.
    Stream,
    /// Returns the names of a stream of requests as `tags`.
    Collect,
    /// Returns the name as a `google.api.HttpBody`.
    Download,
    /// Returns the content type and data of a `google.api.HttpBody` in the field `file` as `tags`.
    Upload,
}

/// A request with the expected response.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) uri: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: &'static str,
    pub(crate) expected: Expected,
}

#[derive(Debug)]
pub(crate) enum Expected {
    /// Success with this JSON. Fields with default values may be absent.
    Json(&'static str),
    /// Success with these JSON values, as lines, events or an array.
    Values(&'static str),
    /// Success with these bytes and this content type.
    Bytes(&'static str, &'static str),
    /// One of these status codes.
    Status(&'static [u16]),
    /// Any response but success with this JSON.
    Not(&'static str),
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

const fn rule(name: &'static str, title: &'static str, http: &'static str, tries: &'static [Request]) -> Rule {
    Rule { name, title, shape: Shape::Echo, http, tries, is_silent: false, uncompilable: &[] }
}

const fn shaped(rule: Rule, shape: Shape) -> Rule {
    Rule { shape, ..rule }
}

const fn silent(rule: Rule) -> Rule {
    Rule { is_silent: true, ..rule }
}

const fn uncompilable(rule: Rule, uncompilable: &'static [&'static str]) -> Rule {
    Rule { uncompilable, ..rule }
}

const fn get(uri: &'static str, json: &'static str) -> Request {
    send("GET", uri, "", json)
}

const fn send(method: &'static str, uri: &'static str, body: &'static str, json: &'static str) -> Request {
    expect(method, uri, body, Expected::Json(json))
}

const fn expect(method: &'static str, uri: &'static str, body: &'static str, expected: Expected) -> Request {
    let headers = if body.is_empty() { &[] } else { JSON };
    Request { method, uri, headers, body, expected }
}

const NOT_FOUND: Expected = Expected::Status(&[404]);

pub(crate) const RULES: &[Rule] = &[
    rule(
        "leaf",
        "Fields that the path does not bind are query parameters",
        r#"get: "/leaf/{name}""#,
        &[get("/leaf/a?revision=r2&page_size=3", r#"{"name":"a","revision":"r2","pageSize":3}"#)],
    ),
    rule(
        "query_repeated",
        "Repeated field in the query: `?tags=a&tags=b`",
        r#"get: "/query_repeated/{name}""#,
        &[get("/query_repeated/a?tags=x&tags=y", r#"{"name":"a","tags":["x","y"]}"#)],
    ),
    rule(
        "query_nested",
        "Field of a message in the query: `?sub.subfield=a`",
        r#"get: "/query_nested/{name}""#,
        &[
            get("/query_nested/a?sub.subfield=foo", r#"{"name":"a","sub":{"subfield":"foo"}}"#),
            get("/query_nested/a?sub.deep.level=3", r#"{"name":"a","sub":{"deep":{"level":"3"}}}"#),
        ],
    ),
    rule(
        "query_escapes",
        "Percent-encoding in the query",
        r#"get: "/query_escapes/{name}""#,
        &[get("/query_escapes/a?revision=a%26b%3D%C3%A9", r#"{"name":"a","revision":"a&b=é"}"#)],
    ),
    rule(
        "path_nested",
        "Path variable that is a field of a message: `{sub.subfield}`",
        r#"get: "/path_nested/{sub.subfield}""#,
        &[get("/path_nested/foo?name=a", r#"{"name":"a","sub":{"subfield":"foo"}}"#)],
    ),
    rule(
        "path_two",
        "Several path variables",
        r#"get: "/path_two/{name}/users/{revision}""#,
        &[get("/path_two/a/users/b", r#"{"name":"a","revision":"b"}"#)],
    ),
    rule(
        "path_number",
        "Path variable that is a number",
        r#"get: "/path_number/{page_size}""#,
        &[get("/path_number/12", r#"{"pageSize":12}"#)],
    ),
    uncompilable(
        rule(
            "path_pattern",
            "Variable with segments: `{name=shelves/*}`",
            r#"get: "/path_pattern/{name=shelves/*}""#,
            &[
                get("/path_pattern/shelves/1", r#"{"name":"shelves/1"}"#),
                expect("GET", "/path_pattern/1", "", NOT_FOUND),
                expect("GET", "/path_pattern/shelves/1/2", "", NOT_FOUND),
            ],
        ),
        &["tonic-rest-build"],
    ),
    rule(
        "single",
        "`*` matches exactly one segment",
        r#"get: "/single/{name}""#,
        &[get("/single/a", r#"{"name":"a"}"#), expect("GET", "/single/a/b", "", NOT_FOUND)],
    ),
    rule(
        "wildcard",
        "`*` without a variable",
        r#"get: "/wildcard/*/items/{name}""#,
        &[get("/wildcard/x/items/a", r#"{"name":"a"}"#)],
    ),
    uncompilable(
        rule(
            "multi",
            "`**` matches several segments: `{name=files/**}`",
            r#"get: "/multi/{name=files/**}""#,
            &[get("/multi/files/a", r#"{"name":"files/a"}"#), get("/multi/files/a/b/c", r#"{"name":"files/a/b/c"}"#)],
        ),
        &["tonic-rest-build"],
    ),
    uncompilable(
        rule(
            "multi_none",
            "`**` matches zero segments",
            r#"get: "/multi_none/{name=**}""#,
            &[get("/multi_none", "{}")],
        ),
        &["tonic-rest-build"],
    ),
    rule(
        "decode_single",
        "One segment is percent-decoded as a whole: `%2F` is `/`",
        r#"get: "/decode_single/{name}""#,
        &[get("/decode_single/a%2Fb%20%C3%A9", r#"{"name":"a/b é"}"#)],
    ),
    uncompilable(
        rule(
            "decode_multi",
            "Several segments are percent-decoded, but `%2F` stays",
            r#"get: "/decode_multi/{name=files/**}""#,
            &[get("/decode_multi/files/a%2Fb/c%20d", r#"{"name":"files/a%2Fb/c d"}"#)],
        ),
        &["tonic-rest-build"],
    ),
    rule(
        "verb",
        "Verb at the end of a path: `:archive`",
        r#"post: "/verb/{name}:archive" body: "*""#,
        &[
            send("POST", "/verb/a:archive", r#"{"revision":"r2"}"#, r#"{"name":"a","revision":"r2"}"#),
            expect("POST", "/verb/a", "{}", NOT_FOUND),
        ],
    ),
    rule(
        "put",
        "`put`",
        r#"put: "/put/{name}" body: "*""#,
        &[send("PUT", "/put/a", r#"{"revision":"r2"}"#, r#"{"name":"a","revision":"r2"}"#)],
    ),
    rule(
        "delete_query",
        "`delete` with query parameters",
        r#"delete: "/delete_query/{name}""#,
        &[send("DELETE", "/delete_query/a?revision=r2", "", r#"{"name":"a","revision":"r2"}"#)],
    ),
    rule(
        "body_all",
        "`body: \"*\"`: every field that the path does not bind",
        r#"post: "/body_all/{name}" body: "*""#,
        &[send(
            "POST",
            "/body_all/a",
            r#"{"revision":"r2","pageSize":3,"tags":["x"]}"#,
            r#"{"name":"a","revision":"r2","pageSize":3,"tags":["x"]}"#,
        )],
    ),
    rule(
        "body_all_query",
        "`body: \"*\"`: there are no query parameters",
        r#"post: "/body_all_query/{name}" body: "*""#,
        &[expect(
            "POST",
            "/body_all_query/a?page_size=3",
            r#"{"revision":"r2"}"#,
            Expected::Not(r#"{"name":"a","revision":"r2","pageSize":3}"#),
        )],
    ),
    rule(
        "body_field",
        "`body: \"item\"`: one field; the others are query parameters",
        r#"post: "/body_field/{name}" body: "item""#,
        &[send(
            "POST",
            "/body_field/a?revision=r2",
            r#"{"text":"t"}"#,
            r#"{"name":"a","revision":"r2","item":{"text":"t"}}"#,
        )],
    ),
    rule(
        "body_none",
        "No `body`: fields are query parameters, of `post` too",
        r#"post: "/body_none/{name}""#,
        &[send("POST", "/body_none/a?revision=r2", "", r#"{"name":"a","revision":"r2"}"#)],
    ),
    rule(
        "body_path",
        "The path decides over the body",
        r#"patch: "/body_path/{name}" body: "*""#,
        &[send("PATCH", "/body_path/a", r#"{"name":"other","revision":"r2"}"#, r#"{"name":"a","revision":"r2"}"#)],
    ),
    rule(
        "body_path_nested",
        "… and in the message that is the body: `{item.name=items/*}`",
        r#"patch: "/body_path_nested/{item.name=items/*}" body: "item""#,
        &[send(
            "PATCH",
            "/body_path_nested/items/1",
            r#"{"name":"other","text":"t"}"#,
            r#"{"item":{"name":"items/1","text":"t"}}"#,
        )],
    ),
    rule(
        "response_body",
        "`response_body`: one field is the response",
        r#"post: "/response_body" body: "*" response_body: "item""#,
        &[send("POST", "/response_body", r#"{"item":{"text":"t"}}"#, r#"{"text":"t"}"#)],
    ),
    rule(
        "response_body_repeated",
        "`response_body` that is a repeated field",
        r#"post: "/response_body_repeated" body: "*" response_body: "tags""#,
        &[send("POST", "/response_body_repeated", r#"{"tags":["x","y"]}"#, r#"["x","y"]"#)],
    ),
    rule(
        "additional",
        "`additional_bindings`",
        r#"get: "/additional/{name}" additional_bindings { get: "/additional/{name}/revisions/{revision}" }"#,
        &[
            get("/additional/a", r#"{"name":"a"}"#),
            get("/additional/a/revisions/r2", r#"{"name":"a","revision":"r2"}"#),
        ],
    ),
    rule(
        "custom",
        "`custom`: another HTTP method",
        r#"custom { kind: "LIST" path: "/custom/{name}" }"#,
        &[send("LIST", "/custom/a", "", r#"{"name":"a"}"#)],
    ),
    rule(
        "custom_any",
        "`custom` with the kind `*`: every HTTP method",
        r#"custom { kind: "*" path: "/custom_any/{name}" }"#,
        &[get("/custom_any/a", r#"{"name":"a"}"#), send("DELETE", "/custom_any/a", "", r#"{"name":"a"}"#)],
    ),
    shaped(
        rule(
            "http_body_response",
            "`google.api.HttpBody` as the response",
            r#"get: "/http_body_response/{name}""#,
            &[expect("GET", "/http_body_response/abc", "", Expected::Bytes("abc", "text/x-name"))],
        ),
        Shape::Download,
    ),
    shaped(
        rule(
            "http_body_request",
            "`google.api.HttpBody` as the body",
            r#"post: "/http_body_request/{name}" body: "file""#,
            &[Request {
                method: "POST",
                uri: "/http_body_request/a",
                headers: &[("content-type", "text/plain")],
                body: "abc",
                expected: Expected::Json(r#"{"name":"a","tags":["text/plain","abc"]}"#),
            }],
        ),
        Shape::Upload,
    ),
    shaped(
        silent(rule(
            "stream",
            "Stream of responses",
            r#"get: "/stream/{name}""#,
            &[expect("GET", "/stream/a", "", Expected::Values(r#"[{"name":"a"},{"name":"a"}]"#))],
        )),
        Shape::Stream,
    ),
    shaped(
        silent(rule(
            "stream_events",
            "Stream of responses as server-sent events, by `Accept`",
            r#"get: "/stream_events" "#,
            &[Request {
                method: "GET",
                uri: "/stream_events?name=a",
                headers: &[("accept", "text/event-stream")],
                body: "",
                expected: Expected::Values(r#"[{"name":"a"},{"name":"a"}]"#),
            }],
        )),
        Shape::Stream,
    ),
    uncompilable(
        shaped(
            silent(rule(
                "collect",
                "Stream of requests (NDJSON)",
                r#"post: "/collect" body: "*""#,
                &[Request {
                    method: "POST",
                    uri: "/collect",
                    headers: &[("content-type", "application/x-ndjson")],
                    body: "{\"name\":\"a\"}\n{\"name\":\"b\"}\n",
                    expected: Expected::Json(r#"{"tags":["a","b"]}"#),
                }],
            )),
            Shape::Collect,
        ),
        &["tonic-rest-build"],
    ),
    silent(rule(
        "query_json_name",
        "JSON names in the query: `?pageSize=3`",
        r#"get: "/query_json_name/{name}""#,
        &[get("/query_json_name/a?pageSize=3", r#"{"name":"a","pageSize":3}"#)],
    )),
    silent(rule(
        "query_enum",
        "Enum in the query, by name and by number",
        r#"get: "/query_enum/{name}""#,
        &[
            get("/query_enum/a?kind=BOOK", r#"{"name":"a","kind":"BOOK"}"#),
            get("/query_enum/a?kind=1", r#"{"name":"a","kind":"BOOK"}"#),
        ],
    )),
    silent(rule(
        "unknown",
        "Parameter that is no field: 400",
        r#"get: "/unknown/{name}""#,
        &[expect("GET", "/unknown/a?nothing=1", "", Expected::Status(&[400]))],
    )),
    silent(rule(
        "invalid",
        "Value that is not of its type: 400",
        r#"get: "/invalid/{name}""#,
        &[expect("GET", "/invalid/a?page_size=x", "", Expected::Status(&[400]))],
    )),
    silent(rule(
        "method",
        "Other HTTP method of a path: 405",
        r#"get: "/method/{name}""#,
        &[expect("POST", "/method/a", "{}", Expected::Status(&[405]))],
    )),
    silent(rule(
        "content_type",
        "Body that is not JSON by its content type: 415",
        r#"post: "/content_type" body: "*""#,
        &[Request {
            method: "POST",
            uri: "/content_type",
            headers: &[("content-type", "text/xml")],
            body: r#"{"name":"a"}"#,
            expected: Expected::Status(&[415]),
        }],
    )),
];
