//! Calls over REST.

use std::net::SocketAddr;
use std::sync::Arc;

use http::Response;
use http_body_util::{BodyExt, Full};
use protoward_client::protocols::{CallOptions, Client, Code, Ending, Protocol, RestError, RestRequest};
use protoward_client::protocols::{find_method, split_method};
use protoward_common_protos::CommonProtos;
use protoward_compiler::{Compiler, MemoryTree};
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_http_client::HeaderMap;
use protoward_http_client::{ConnectOptions, Target};
use protoward_schema::Schema;
use tonic::body::Body;

use super::server::start;
use super::support::Answer;

const SCHEMA: &str = r#"
    syntax = "proto3";
    package test.v1;
    import "google/api/annotations.proto";
    import "google/api/httpbody.proto";
    import "google/protobuf/timestamp.proto";
    message Book {
      string name = 1;
      int64 pages = 2;
      repeated string tags = 3;
      Book sequel = 4;
    }
    message Request {
      string name = 1;
      Book book = 2;
      repeated int32 ids = 3;
      google.protobuf.Timestamp read_time = 4;
      map<string, string> labels = 5;
    }
    message Echo {
      string verb = 1;
      string url = 2;
      string content_type = 3;
      string body = 4;
    }
    message Wrapped { Echo inner = 1; }
    service Test {
      rpc Get(Request) returns (Echo) {
        option (google.api.http) = {
          get: "/v1/{name=shelves/*}"
          additional_bindings { post: "/v1/all" body: "*" }
        };
      }
      rpc Update(Request) returns (Echo) {
        option (google.api.http) = { patch: "/v1/{book.name=shelves/*/books/*}:change" body: "book" };
      }
      rpc Inner(Request) returns (Wrapped) {
        option (google.api.http) = { delete: "/v1/{name}" response_body: "inner" };
      }
      rpc Raw(google.api.HttpBody) returns (google.api.HttpBody) {
        option (google.api.http) = { put: "/v1/raw" body: "*" };
      }
      rpc Watch(Request) returns (stream Echo) { option (google.api.http) = { get: "/v1/watch" }; }
      rpc Add(stream Request) returns (Echo) { option (google.api.http) = { post: "/v1/{name}:add" body: "*" }; }
      rpc Plain(Request) returns (Echo);
    }
"#;

fn schema() -> Arc<Schema> {
    let files = MemoryTree::new([("test.proto", SCHEMA)]);
    Arc::new(Compiler::new().resolver(files).resolver(CommonProtos).compile(["test.proto"]).unwrap().into_schema())
}

/// Returns the request of a call of a method with messages as JSON.
fn request(schema: &Arc<Schema>, method: &str, messages: &[&str]) -> Result<RestRequest, RestError> {
    let (service, name) = split_method(method).unwrap();
    let method = find_method(schema, service, name).unwrap();
    let codec = Codec::new(schema);
    let encode = |json: &&str| codec.encode(&codec.from_json(schema[method].input, json, UnknownKeys::Refuse).unwrap());
    RestRequest::new(schema, method, &messages.iter().map(encode).collect::<Vec<_>>())
}

fn call(address: SocketAddr, request: &RestRequest) -> (Answer, Ending) {
    let target = Target::parse(&address.to_string(), true).unwrap();
    let options = ConnectOptions::default();
    let mut answer = Answer::default();
    let ending = Client::connect(&target, Protocol::Connect, &options).unwrap().call_rest(
        request,
        &CallOptions::default(),
        &mut answer,
    );
    (answer, ending)
}

/// Starts a server that answers with the request as JSON, and with content as it is.
fn echo() -> SocketAddr {
    start(Arc::new(|request| {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let content_type = head.headers.get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
            let url = head.uri.path_and_query().unwrap().as_str();
            if url == "/v1/raw" {
                let body = Body::new(Full::new(body));
                return Response::builder().header("content-type", content_type).body(body).unwrap();
            }
            let text = String::from_utf8(body.to_vec()).unwrap().replace('"', "'").replace('\n', "|");
            let verb = &head.method;
            let json = format!(r#"{{"verb":"{verb}","url":"{url}","contentType":"{content_type}","body":"{text}"}}"#);
            Response::builder()
                .header("content-type", "application/json")
                .body(Body::new(Full::new(json.into())))
                .unwrap()
        })
    }))
}

/// Starts a server that gives one answer.
fn answering(status: u16, content_type: &'static str, body: &'static str) -> SocketAddr {
    start(Arc::new(move |_| {
        let response = Response::builder().status(status).header("content-type", content_type);
        let response = response.body(Body::new(Full::new(bytes::Bytes::from_static(body.as_bytes())))).unwrap();
        Box::pin(async move { response })
    }))
}

#[test]
fn headers_replace_those_of_the_protocol_and_may_be_repeated() {
    let address = start(Arc::new(|request| {
        let value = |name: &str| {
            let values = request.headers().get_all(name).iter().map(|value| value.to_str().unwrap());
            values.collect::<Vec<_>>().join(",")
        };
        let json = format!(r#"{{"url":"{} {} {}"}}"#, value("accept"), value("user-agent"), value("x-a"));
        let response = Response::builder().header("content-type", "application/json");
        let response = response.body(Body::new(Full::new(bytes::Bytes::from(json)))).unwrap();
        Box::pin(async move { response })
    }));
    let schema = schema();
    let request = request(&schema, "test.v1.Test/Get", &[r#"{"name":"shelves/a"}"#]).unwrap();
    let target = Target::parse(&address.to_string(), true).unwrap();
    let options = ConnectOptions::default();
    let mut headers = HeaderMap::new();
    for (name, value) in [("accept", "a/b"), ("user-agent", "me"), ("x-a", "1"), ("x-a", "2")] {
        headers.append(name, value.parse().unwrap());
    }
    let mut answer = Answer::default();
    let call_options = CallOptions { headers, ..CallOptions::default() };
    Client::connect(&target, Protocol::Connect, &options).unwrap().call_rest(&request, &call_options, &mut answer);
    assert_eq!(answer.messages, ["\u{12}\na/b me 1,2"]);
}

/// Calls the echo server, and returns its answer as JSON.
fn echoed(method: &str, messages: &[&str]) -> String {
    let schema = schema();
    let request = request(&schema, method, messages).unwrap();
    let (answer, ending) = call(echo(), &request);
    assert!(ending.status.is_ok(), "{ending:?}");
    let codec = Codec::new(&schema);
    let (service, name) = split_method(method).unwrap();
    let output = schema[find_method(&schema, service, name).unwrap()].output;
    let json = |bytes: &String| codec.to_json(&codec.decode(output, bytes.as_bytes()).unwrap()).unwrap();
    answer.messages.iter().map(json).collect::<Vec<_>>().join("\n")
}

#[test]
fn sends_fields_in_path_query_and_body() {
    assert_eq!(
        echoed(
            "test.v1.Test/Get",
            &[
                r#"{"name":"shelves/a b","book":{"pages":"7","tags":["x&y","z"]},"ids":[1,2],"readTime":"2026-01-02T03:04:05Z"}"#
            ]
        ),
        r#"{"verb":"GET","url":"/v1/shelves/a%20b?book.pages=7&book.tags=x%26y&book.tags=z&ids=1&ids=2&readTime=2026-01-02T03%3A04%3A05Z"}"#
    );
    assert_eq!(
        echoed("test.v1.Test/Update", &[r#"{"name":"n","book":{"name":"shelves/1/books/2","pages":"7"}}"#]),
        r#"{"verb":"PATCH","url":"/v1/shelves/1/books/2:change?name=n","contentType":"application/json","body":"{'pages':'7'}"}"#
    );
}

#[test]
fn uses_the_rule_that_has_a_place_for_each_field() {
    assert_eq!(
        echoed("test.v1.Test/Get", &[r#"{"name":"shelves/a","labels":{"a":"b"}}"#]),
        r#"{"verb":"POST","url":"/v1/all","contentType":"application/json","body":"{'name':'shelves/a','labels':{'a':'b'}}"}"#
    );
    let error = |method, json| request(&schema(), method, &[json]).unwrap_err().to_string();
    let unsendable = "`book.sequel` cannot be sent: `/v1/{name}` has it neither in the path nor in the body, and it cannot be a parameter";
    assert_eq!(error("test.v1.Test/Inner", r#"{"name":"a","book":{"sequel":{}}}"#), unsendable);
    let no_value = error("test.v1.Test/Update", r#"{"book":{"name":"shelves/1"}}"#);
    assert!(
        no_value.starts_with("`/v1/{book.name=shelves/*/books/*}:change` has no place for the request: `shelves/1`"),
        "{no_value}"
    );
    assert_eq!(error("test.v1.Test/Plain", "{}"), "it has no `google.api.http` rule");
}

#[test]
fn reads_responses_that_are_a_field_or_any_content() {
    assert_eq!(echoed("test.v1.Test/Inner", &[r#"{"name":"a"}"#]), r#"{"inner":{"verb":"DELETE","url":"/v1/a"}}"#);
    assert_eq!(
        echoed("test.v1.Test/Raw", &[r#"{"contentType":"text/plain","data":"aGk="}"#]),
        r#"{"contentType":"text/plain","data":"aGk="}"#
    );
}

#[test]
fn requests_of_a_stream_are_lines_of_one_url() {
    assert_eq!(
        echoed("test.v1.Test/Add", &[r#"{"name":"a","ids":[1]}"#, r#"{"name":"a"}"#]),
        r#"{"verb":"POST","url":"/v1/a:add","contentType":"application/x-ndjson","body":"{'ids':[1]}|{}|"}"#
    );
    let error = request(&schema(), "test.v1.Test/Add", &[r#"{"name":"a"}"#, r#"{"name":"b"}"#]).unwrap_err();
    assert_eq!(error.to_string(), "message 2 of the stream has another URL than the first: `/v1/b:add`");
}

/// Returns the number of messages of a stream with the end of the call.
fn watched(status: u16, content_type: &'static str, body: &'static str) -> (usize, Code, String) {
    let request = request(&schema(), "test.v1.Test/Watch", &["{}"]).unwrap();
    let (answer, ending) = call(answering(status, content_type, body), &request);
    (answer.messages.len(), ending.status.code, ending.status.message)
}

#[test]
fn responses_of_a_stream_are_lines_events_or_an_array() {
    let ok = |count| (count, Code::Ok, String::new());
    let failed = |count| (count, Code::NotFound, "gone".to_owned());
    assert_eq!(watched(200, "application/x-ndjson", "{}\n{\"url\":\"a\"}\n"), ok(2));
    assert_eq!(watched(200, "application/x-ndjson", "{}\n{\"error\":{\"code\":5,\"message\":\"gone\"}}\n"), failed(1));
    assert_eq!(watched(200, "application/json", "[{},{},{}]"), ok(3));
    assert_eq!(
        watched(200, "application/json", "{\"result\":{\"url\":\"a\"}}\n{\"error\":{\"code\":5,\"message\":\"gone\"}}"),
        failed(1)
    );
    assert_eq!(
        watched(
            200,
            "text/event-stream",
            "data: {}\n\nevent: error\ndata: {\"error\":{\"code\":404,\"message\":\"gone\"}}\n\n"
        ),
        failed(1)
    );
    assert_eq!(watched(404, "application/json", "{\"error\":{\"code\":404,\"message\":\"gone\"}}"), failed(0));
    let (count, code, message) = watched(200, "application/x-ndjson", "{}\n{\"url\":");
    assert_eq!((count, code), (1, Code::Internal));
    assert!(message.starts_with("the response is not a `test.v1.Echo`: "), "{message}");
}

#[test]
fn keeps_the_http_status_of_an_error_with_an_oversized_body() {
    let schema = schema();
    let request = request(&schema, "test.v1.Test/Watch", &["{}"]).unwrap();
    let address = answering(404, "text/html", "<html>nothing is here, in many words</html>");
    let target = Target::parse(&address.to_string(), true).unwrap();
    let options = ConnectOptions::default();
    let limited = CallOptions { max_message_bytes: 16, ..CallOptions::default() };
    let ending = Client::connect(&target, Protocol::Connect, &options).unwrap().call_rest(
        &request,
        &limited,
        &mut Answer::default(),
    );
    assert_eq!(ending.status.code, Code::NotFound);
    assert!(ending.status.message.contains("404") && ending.status.message.contains("limit is 16"), "{ending:?}");
}
