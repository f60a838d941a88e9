//! Requests that are validated by the rules of `buf.validate` before they are sent.

use std::net::SocketAddr;
use std::ops::ControlFlow;

use protoward_client::{
    CallEnd, CallOptions, CallOutput, CallProblem, ConnectionSettings, MessageFormat, MethodCall, MethodName,
    RequestData, Requests, ResponseStyle, SchemaSource, Server, call,
};
use protoward_common_protos::CommonProtos;
use protoward_compiler::{Compiler, MemoryTree};
use protoward_source::{Diagnostic, text_with_help};

use super::server::{start, test_service};

/// The service of [`test_service`], which answers with the requests.
const SCHEMA: &str = r#"
    syntax = "proto3";
    package test.v1;
    import "buf/validate/validate.proto";
    message Request {
      string text = 1 [(buf.validate.field).string.min_len = 2];
      int32 number = 2 [(buf.validate.field).cel_expression = "6 / this > 1"];
    }
    service Test {
      rpc Unary(Request) returns (Request);
      rpc Echo(stream Request) returns (stream Request);
    }
"#;

/// The responses of a call as text.
#[derive(Default)]
struct Responses(String);

impl CallOutput for Responses {
    fn line(&mut self, _: &str) {}

    fn response(&mut self, text: &[u8]) -> ControlFlow<()> {
        self.0.push_str(std::str::from_utf8(text).unwrap());
        ControlFlow::Continue(())
    }

    fn problem(&mut self, problem: Diagnostic) {
        panic!("{}", problem.message);
    }
}

/// Calls a method, and returns its responses and the errors.
fn called(address: SocketAddr, method: &str, data: Option<&str>, is_validated: bool) -> (String, String) {
    let files = MemoryTree::new([("test.proto", SCHEMA)]);
    let compiled = Compiler::new().resolver(files).resolver(CommonProtos).compile(["test.proto"]).unwrap();
    let settings = ConnectionSettings { is_plaintext: true, ..ConnectionSettings::default() };
    let server = Server::new(&address.to_string(), settings).unwrap();
    let source = SchemaSource::new(Some(compiled.into_parts()), Some(&server), CallOptions::default()).unwrap();
    let method = MethodName::parse(&format!("test.v1.Test/{method}")).unwrap();
    let data = data.map(|data| RequestData::Text(data.to_owned()));
    let call_of_method = MethodCall {
        method,
        options: CallOptions::default(),
        requests: Requests { data, format: MessageFormat::Json },
        responses: ResponseStyle::default(),
        is_validated,
        is_verbose: false,
    };
    let mut responses = Responses::default();
    let errors = match call(&server, source, call_of_method, &mut responses) {
        Ok(end) => {
            assert!(matches!(end, CallEnd::Success), "{end:?}");
            String::new()
        }
        Err(problem) => {
            let CallProblem { report, sources } = *problem;
            text_with_help(&report, &sources)
        }
    };
    (responses.0, errors)
}

const TOO_SHORT: &str = "`text`: must be at least 2 characters (`string.min_len`) [invalid-message]
  help: `--no-validate` sends the request anyway
";

const NOT_EVALUATED: &str =
    "test.proto:7:64:the rule `cel_expression` of `test.v1.Request.number` cannot be evaluated for `number`: \
                             division by zero [unusable-rule]
  help: `--no-validate` sends the request anyway
";

#[test]
fn requests_are_validated_before_they_are_sent() {
    let address = start(test_service());
    let valid = r#"{"text": "ab", "number": 2}"#;
    assert_eq!(
        called(address, "Unary", Some(valid), true),
        ("{\"text\":\"ab\",\"number\":2}\n".to_owned(), String::new())
    );
    let invalid = r#"{"text": "a", "number": 2}"#;
    assert_eq!(called(address, "Unary", Some(invalid), true), (String::new(), format!("--data:1:1:{TOO_SHORT}")));
}

#[test]
fn a_rule_that_cannot_be_evaluated_is_an_error() {
    let address = start(test_service());
    let data = r#"{"text": "ab", "number": 0}"#;
    assert_eq!(called(address, "Unary", Some(data), true), (String::new(), NOT_EVALUATED.to_owned()));
}

#[test]
fn empty_requests_are_validated() {
    let address = start(test_service());
    // Errors are sorted by their paths.
    let without_data = format!("{NOT_EVALUATED}the empty request:1:1:{TOO_SHORT}");
    let with_data = format!("--data:1:1:{TOO_SHORT}{NOT_EVALUATED}");
    for (data, expected) in [(None, without_data), (Some(" "), with_data)] {
        assert_eq!(called(address, "Unary", data, true), (String::new(), expected));
    }
}

#[test]
fn the_first_invalid_request_of_a_stream_ends_the_call() {
    let address = start(test_service());
    let data = r#"{"text": "ab", "number": 1} {"text": "a", "number": 1} {"text": "abc", "number": 1}"#;
    let (_, errors) = called(address, "Echo", Some(data), true);
    assert_eq!(errors, format!("--data:1:29:{TOO_SHORT}"));
    assert_eq!(called(address, "Echo", Some(""), true), (String::new(), String::new()));
}

#[test]
fn invalid_requests_are_sent_on_demand() {
    let address = start(test_service());
    assert_eq!(called(address, "Unary", Some("{}"), false), ("{}\n".to_owned(), String::new()));
    let (responses, _) = called(address, "Echo", Some(r#"{"text": "a"} {}"#), false);
    assert_eq!(responses, "{\"text\":\"a\"}\n{}\n");
}
