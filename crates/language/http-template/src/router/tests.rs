//! Shows which of several templates answers a request, and what its variables get.

use super::*;

fn router(routes: &[&str]) -> Router<String> {
    let mut router = Router::new();
    for route in routes {
        let (method, template) = route.split_once(' ').unwrap_or(("GET", route));
        let parsed = Template::parse(template).unwrap_or_else(|error| panic!("{template}: {error}"));
        router.insert(method, parsed, template.to_owned()).unwrap_or_else(|conflict| panic!("{conflict}"));
    }
    router
}

/// Returns the matched template with its captures in one line, or the other kind of result.
fn answer(router: &Router<String>, request: &str) -> String {
    let (method, path) = request.split_once(' ').unwrap_or(("GET", request));
    match router.find(method, path) {
        Match::Found(found) => {
            let captures = found.captures.iter().map(|(variable, value)| format!(" {}={value}", variable.dotted()));
            format!("{}{}", found.value, captures.collect::<String>())
        }
        Match::NotFound => "404".to_owned(),
        Match::MethodNotAllowed(methods) => format!("405 {}", methods.join(",")),
        Match::Malformed(_) => "400".to_owned(),
    }
}

fn check(routes: &[&str], requests: &[(&str, &str)]) {
    let router = router(routes);
    for (request, expected) in requests {
        assert_eq!(answer(&router, request), *expected, "{request}");
    }
    // The insertion order of routes must not matter.
    let reversed: Vec<&str> = routes.iter().rev().copied().collect();
    let router = self::router(&reversed);
    for (request, expected) in requests {
        assert_eq!(answer(&router, request), *expected, "{request}");
    }
}

#[test]
fn decodes_variables_of_one_segment_completely() {
    check(
        &["/v1/{id}"],
        &[
            ("/v1/1", "/v1/{id} id=1"),
            ("/v1/a%2Fb%20c", "/v1/{id} id=a/b c"),
            ("/v1/%E2%82%AC€", "/v1/{id} id=€€"),
            ("/v1/a+b", "/v1/{id} id=a+b"),
            ("/v1/%2541", "/v1/{id} id=%41"),
            ("/v1/a:b", "/v1/{id} id=a:b"),
            ("/v1/..", "/v1/{id} id=.."),
            ("/v1/", "404"),
            ("/v1", "404"),
            ("/v1/1/", "404"),
            ("/v1//1", "404"),
            ("//v1/1", "404"),
            ("v1/1", "404"),
            ("", "404"),
            ("*", "404"),
        ],
    );
}

#[test]
fn keeps_escaped_slashes_in_variables_of_several_segments() {
    check(
        &["/v1/{name=shelves/*/books/*}", "/v2/{name=**}", "/v3/{name=a/**}/{id}"],
        &[
            ("/v1/shelves/%31/books/a%2Fb%2fc%20d", "/v1/{name=shelves/*/books/*} name=shelves/1/books/a%2Fb%2fc d"),
            ("/v1/%73helves/1/books/2", "/v1/{name=shelves/*/books/*} name=shelves/1/books/2"),
            ("/v2", "/v2/{name=**} name="),
            ("/v2/", "/v2/{name=**} name="),
            ("/v2/a/b%2F%25", "/v2/{name=**} name=a/b%2F%"),
            ("/v2/a//b/", "/v2/{name=**} name=a//b/"),
            ("/v3/a/1", "/v3/{name=a/**}/{id} name=a id=1"),
            ("/v3/a/b/c%2Fd/e%2Ff", "/v3/{name=a/**}/{id} name=a/b/c%2Fd id=e/f"),
            ("/v3/a/b/", "404"),
            ("/v3/a", "404"),
        ],
    );
}

#[test]
fn splits_verbs_before_decoding() {
    check(
        &["/v1/{id}", "/v1/{id}:run", "/v1/{id}:dry:run", "/v1/all:run", "/v2/{name=**}:run", "/v3/{id}"],
        &[
            ("/v1/1:run", "/v1/{id}:run id=1"),
            ("/v1/1:r%75n", "/v1/{id}:run id=1"),
            ("/v1/1%3Arun", "/v1/{id} id=1:run"),
            ("/v1/1:Run", "/v1/{id} id=1:Run"),
            ("/v1/a:b:run", "/v1/{id}:run id=a:b"),
            ("/v1/a:dry:run", "/v1/{id}:dry:run id=a"),
            ("/v1/all:run", "/v1/all:run"),
            ("/v1/all:dry:run", "/v1/{id}:dry:run id=all"),
            ("/v1/:run", "/v1/{id} id=:run"),
            ("/v1/1:", "/v1/{id} id=1:"),
            ("/v2:run", "/v2/{name=**}:run name="),
            ("/v2/:run", "/v2/{name=**}:run name="),
            ("/v2/a:run/b:run", "/v2/{name=**}:run name=a:run/b"),
            ("/v2/a:run/b", "404"),
            ("/v3/1:run", "/v3/{id} id=1:run"),
        ],
    );
}

#[test]
fn prefers_literals_to_wildcards() {
    check(
        &["/**", "/a/**", "/a/*", "/a/b", "/a/*/c", "/a/**/c", "/a/**/b/c", "/a/b/d", "/*/b/*", "/a/b/**:x"],
        &[
            ("/", "/**"),
            ("/a", "/a/**"),
            ("/a/", "/a/**"),
            ("/a/b", "/a/b"),
            ("/a/x", "/a/*"),
            ("/a/b/c", "/a/*/c"),
            ("/a/b/d", "/a/b/d"),
            ("/a/b/e", "/a/**"),
            ("/x/b/c", "/*/b/*"),
            ("/a/x/b/c", "/a/**/b/c"),
            ("/a/x/y/c", "/a/**/c"),
            ("/a/x/y/z", "/a/**"),
            ("/a/b/d:x", "/a/b/**:x"),
            ("/a/b:x", "/a/b/**:x"),
        ],
    );
}

#[test]
fn matches_the_root_without_segments() {
    check(&["/"], &[("/", "/"), ("//", "404"), ("", "404"), ("/a", "404"), ("/:a", "404")]);
    check(&["/{a=**}:v"], &[("/", "404"), ("/:v", "/{a=**}:v a="), ("//:v", "/{a=**}:v a=/"), (":v", "404")]);
    check(&["/{a=**/x}"], &[("/x", "/{a=**/x} a=x"), ("//x", "/{a=**/x} a=/x"), ("/y/x", "/{a=**/x} a=y/x")]);
}

#[test]
fn lists_other_methods_of_a_path() {
    check(
        &["GET /v1/{id}", "POST /v1/me", "PUT /v1/{id}:run", "PATCH /v1/**", "* /pages/{path=**}", "GET /pages/x"],
        &[
            ("GET /v1/me", "/v1/{id} id=me"),
            ("POST /v1/me", "/v1/me"),
            ("DELETE /v1/me", "405 GET,PATCH,POST"),
            ("DELETE /v1/x:run", "405 GET,PATCH,PUT"),
            ("get /v1/me", "405 GET,PATCH,POST"),
            ("DELETE /v1", "405 PATCH"),
            ("DELETE /", "404"),
            ("ANY /pages/a/b", "/pages/{path=**} path=a/b"),
            ("GET /pages/x", "/pages/x"),
            ("HEAD /pages/x", "/pages/{path=**} path=x"),
        ],
    );
}

#[test]
fn prefers_a_specific_method() {
    check(
        &["* /a/{any}", "GET /a/{get}", "GET /**", "* /b/c"],
        &[("GET /a/1", "/a/{get} get=1"), ("PUT /a/1", "/a/{any} any=1"), ("GET /b/c", "/b/c"), ("PUT /c", "405 GET")],
    );
}

#[test]
fn rejects_malformed_paths_anywhere() {
    check(
        &["/v1/{id}", "/v1/{name=a/**}:run"],
        &[
            ("/v1/%", "400"),
            ("/v1/%4", "400"),
            ("/v1/%zz", "400"),
            ("/%zz/1", "400"),
            ("/v1/a/%ff:run", "400"),
            ("/v1/a:%ff", "400"),
            ("%", "400"),
            ("/v1/%C3/%A9", "400"),
            ("/v1/%C3:%A9", "400"),
        ],
    );
}

#[test]
fn compares_literals_in_decoded_form() {
    check(
        &["/caf%C3%A9/a%2Fb/x%3Ay", "/caf%C3%A9/a%2Fb/x:y"],
        &[
            ("/café/a%2fb/x%3ay", "/caf%C3%A9/a%2Fb/x%3Ay"),
            ("/caf%c3%a9/%61%2Fb/x:y", "/caf%C3%A9/a%2Fb/x:y"),
            ("/café/a/b/x:y", "404"),
            ("/CAF%C3%89/a%2Fb/x:y", "404"),
        ],
    );
}

#[test]
fn rejects_routes_for_the_same_paths() {
    let mut router = router(&["/v1/{name=a/*}:run"]);
    for (method, template, is_conflict) in [
        ("GET", "/v1/a/{id}:run", true),
        ("GET", "/v1/%61/*:r%75n", true),
        ("GET", "/v1/a/{id}", false),
        ("POST", "/v1/a/{id}:run", false),
        ("*", "/v1/a/{id}:run", false),
        ("GET", "/v1/a/{id=**}:run", false),
        ("GET", "/v1/a/b:run", false),
    ] {
        let parsed = Template::parse(template).expect(template);
        let result = router.insert(method, parsed, String::new());
        assert_eq!(result.is_err(), is_conflict, "{method} {template}");
    }
    assert_eq!(answer(&router, "/v1/a/1:run"), "/v1/{name=a/*}:run name=a/1");
}

#[test]
fn matches_long_paths_in_linear_time() {
    let long = |part: &str| part.repeat(100_000);
    let router = router(&[&long("/a"), "/**/x", "/*/*/*/*/*/*/**", "/{a=**/b/c}", "/b/{c}:aa", "/b/{d}:a:aa"]);
    assert_eq!(answer(&router, &long("/a")), long("/a"));
    assert_eq!(answer(&router, &long("/x")), "/*/*/*/*/*/*/**");
    assert_eq!(answer(&router, &format!("/b/{}", long(":aa"))), format!("/b/{{c}}:aa c={}", &long(":aa")[3..]));
    assert_eq!(answer(&router, &long("/")), "404");
}
