//! The schema of a server.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use protoward_client::protocols::{CallOptions, ReflectError, find_method, header};
use protoward_client::{ConnectionSettings, SchemaSource, Server, describe, example};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_schema::Schema;
use protoward_schema::descriptor::raw;
use protoward_schema::wire::Writer;
use tonic::body::Body;
use tonic_reflection::server::Builder;
use tower_service::Service;

use super::server::{Handler, start, test_service};
use super::support::connect;

const FILES: [(&str, &str); 3] = [
    (
        "shop/orders.proto",
        "syntax = \"proto3\"; package shop; import \"shop/user.proto\"; import \"google/protobuf/timestamp.proto\";
         service Orders { rpc Get(User) returns (Order); rpc Watch(stream User) returns (stream Order); }
         message Order { User user = 1; google.protobuf.Timestamp at = 2; }",
    ),
    (
        "shop/user.proto",
        "syntax = \"proto2\"; package shop; message User { optional string name = 1; extensions 100 to 200; }",
    ),
    (
        "shop/audit.proto",
        "syntax = \"proto3\"; package shop; import \"google/protobuf/any.proto\";
         service Audit { rpc Log(Entry) returns (Entry); } message Entry { google.protobuf.Any what = 1; }",
    ),
];

/// Compiles files to a descriptor set.
fn descriptors(files: &[(&str, &str)]) -> Vec<u8> {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    Compiler::new().resolver(MemoryTree::new(files.iter().copied())).compile(names).unwrap().encode()
}

/// Returns the service of tonic, in one version or the other.
fn tonic_reflection(is_alpha: bool) -> Handler {
    let set = descriptors(&FILES);
    Arc::new(move |request| {
        let set = set.clone();
        Box::pin(async move {
            let builder = Builder::configure().register_encoded_file_descriptor_set(&set);
            let request = request.map(Body::new);
            let is_for_alpha = request.uri().path().starts_with("/grpc.reflection.v1alpha.");
            if is_for_alpha != is_alpha {
                return tonic::Status::unimplemented("another version").into_http();
            }
            if is_alpha {
                builder.build_v1alpha().unwrap().call(request).await.unwrap()
            } else {
                builder.build_v1().unwrap().call(request).await.unwrap()
            }
        })
    })
}

fn schema(address: SocketAddr, symbol: &str) -> Result<Schema, ReflectError> {
    Ok(connect(address).reflection(&CallOptions::default()).schema(&[symbol.to_owned()])?.0)
}

#[test]
fn reads_the_schema_in_both_versions() {
    for is_alpha in [false, true] {
        let mut client = connect(start(tonic_reflection(is_alpha)));
        let options = CallOptions::default();
        let mut reflection = client.reflection(&options);
        let services = reflection.services().unwrap();
        let expected = ["shop.Audit", "shop.Orders"];
        assert_eq!(services.iter().filter(|it| !it.starts_with("grpc.")).collect::<Vec<_>>(), expected);
        let schema = reflection.schema(&["shop.Orders".to_owned()]).unwrap().0;
        let method = find_method(&schema, "shop.Orders", "Watch").unwrap();
        assert!(schema[method].client_streaming && schema[method].server_streaming);
        assert!(schema.find("google.protobuf.Timestamp").is_some());
        assert!(schema.find("shop.Audit").is_none(), "not needed");
        let schema = reflection.schema(&["shop.Audit".to_owned()]).unwrap().0;
        assert!(schema.find("shop.Order").is_some(), "an `Any` may hold it");
    }
}

#[test]
fn reports_a_missing_symbol_or_service() {
    let error = schema(start(tonic_reflection(false)), "shop.Missing").unwrap_err();
    assert!(matches!(error, ReflectError::UnknownSymbol(ref name) if name == "shop.Missing"), "{error}");
    let error = schema(start(test_service()), "test.v1.Test").unwrap_err();
    assert!(matches!(error, ReflectError::NoReflection), "{error}");
}

#[test]
fn reflection_has_its_headers() {
    let inner = tonic_reflection(false);
    let handler: Handler = Arc::new(move |request| {
        let is_known = request.headers().get("authorization").is_some_and(|value| value == "Bearer abc");
        let answer = inner(request);
        Box::pin(async move {
            if is_known { answer.await } else { tonic::Status::unauthenticated("who are you?").into_http() }
        })
    });
    let address = start(handler);
    let error = schema(address, "shop.Orders").unwrap_err();
    assert!(matches!(error, ReflectError::Failed(_)), "{error}");
    let headers = [header("authorization: Bearer abc").unwrap()].into_iter().collect();
    let options = CallOptions { headers, ..CallOptions::default() };
    assert!(connect(address).reflection(&options).services().is_ok());
}

/// Starts a server that answers each query by a function of its bytes.
fn answering(answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + Copy + 'static) -> SocketAddr {
    start(Arc::new(move |request| {
        Box::pin(async move {
            let body = request.into_body().collect().await.unwrap().to_bytes();
            let mut rest = &body[..];
            let mut answers = Vec::new();
            while let Some((prefix, tail)) = rest.split_first_chunk::<5>() {
                let length = u32::from_be_bytes([prefix[1], prefix[2], prefix[3], prefix[4]]) as usize;
                let message = answer(&tail[..length]);
                answers.push(0);
                answers.extend_from_slice(&u32::try_from(message.len()).unwrap().to_be_bytes());
                answers.extend(message);
                rest = &tail[length..];
            }
            let trailers = [("grpc-status".parse().unwrap(), "0".parse().unwrap())].into_iter().collect();
            let body = Full::new(Bytes::from(answers)).with_trailers(async move { Some(Ok(trailers)) });
            Response::builder().header("content-type", "application/grpc").body(Body::new(body)).unwrap()
        })
    }))
}

/// Returns an answer with files.
fn with_files(files: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.message(4, |writer| files.iter().for_each(|file| writer.bytes(1, file)));
    writer.into_bytes()
}

/// Returns the serialized descriptor of a file with imports that need not exist.
fn file(name: &str, imports: &[&str], symbol: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.string(1, name);
    imports.iter().for_each(|import| writer.string(3, import));
    if let Some(symbol) = symbol {
        writer.message(6, |writer| writer.string(1, symbol));
    }
    writer.into_bytes()
}

/// Returns the name of the file that a query asks for.
fn asked(query: &[u8]) -> Option<String> {
    let (tag, rest) = query.split_first()?;
    (*tag == 0x1a).then(|| String::from_utf8_lossy(&rest[1..]).into_owned())
}

#[test]
fn files_may_import_each_other() {
    let address = answering(|query| match asked(query).as_deref() {
        Some("b.proto") => with_files(&[&file("b.proto", &["a.proto"], None)]),
        _ => with_files(&[&file("a.proto", &["b.proto", "a.proto"], Some("S"))]),
    });
    assert!(schema(address, "S").unwrap().find("S").is_some());
}

#[test]
fn accepts_files_of_another_name_than_requested() {
    let address = answering(|query| match asked(query).as_deref() {
        Some(_) => with_files(&[&file("c.proto", &["d.proto"], None)]),
        _ => with_files(&[&file("a.proto", &["b.proto"], Some("S"))]),
    });
    assert!(schema(address, "S").unwrap().find("S").is_some());
}

#[test]
fn extensions_are_part_of_the_schema() {
    let address = answering(|query| {
        let base = ("base.proto", "syntax = \"proto2\"; package a; message S { extensions 100 to 200; }");
        let more = "syntax = \"proto2\"; import \"base.proto\"; extend a.S { optional string note = 150; }";
        match query {
            // The numbers of the extensions of `a.S`, and the file of one of them.
            b"\x32\x03a.S" => b"\x2a\x03\x10\x96\x01".to_vec(),
            b"\x2a\x08\x0a\x03a.S\x10\x96\x01" => {
                let set = descriptors(&[base, ("more.proto", more)]);
                with_files(&raw::pieces(&set).unwrap())
            }
            _ => with_files(&raw::pieces(&descriptors(&[base])).unwrap()),
        }
    });
    let schema = schema(address, "a.S").unwrap();
    assert!(schema.find("note").is_some());
}

#[test]
fn describes_methods_and_fields_of_servers_that_know_only_what_is_around_them() {
    // As the reflection service of grpcio.
    let address = answering(|query| match query {
        b"\x22\x0bshop.Orders" | b"\x22\x09shop.User" => with_files(&raw::pieces(&descriptors(&FILES[..2])).unwrap()),
        // The code 5 in an `error_response`.
        _ => b"\x3a\x02\x08\x05".to_vec(),
    });
    let server = Server::new(&address.to_string(), ConnectionSettings { is_plaintext: true, ..Default::default() });
    let server = server.unwrap();
    let source = || SchemaSource::new(None, Some(&server), CallOptions::default()).unwrap();
    for name in ["shop.Orders/Get", "shop.Orders.Get", "/shop.Orders/Get"] {
        assert!(describe(source(), name).unwrap().contains("rpc Get("), "{name}");
        assert_eq!(example(source(), name).unwrap(), "{\n  \"name\": \"name\"\n}\n", "{name}");
    }
    let problem = describe(source(), "shop.Gone.Get").unwrap_err();
    assert!(problem.report.iter().any(|it| it.message.contains("`shop.Gone.Get`")), "{:?}", problem.report);
}

#[test]
fn proposes_services_for_an_unknown_name() {
    let address = start(tonic_reflection(false));
    let server = Server::new(&address.to_string(), ConnectionSettings { is_plaintext: true, ..Default::default() });
    let source = SchemaSource::new(None, Some(&server.unwrap()), CallOptions::default()).unwrap();
    let problem = describe(source, "shop.Oders").unwrap_err();
    let help: Vec<&str> = problem.report.iter().filter_map(|it| it.help.as_deref()).collect();
    assert_eq!(help, ["did you mean `shop.Orders`?"]);
}

#[test]
fn limits_the_files_of_a_server() {
    let address = answering(|query| {
        let next = asked(query).and_then(|name| name.parse::<u64>().ok()).unwrap_or_default() + 1;
        let imports: Vec<String> = (0..1000).map(|index| (next * 1000 + index).to_string()).collect();
        let imports: Vec<&str> = imports.iter().map(String::as_str).collect();
        with_files(&[&file(&next.to_string(), &imports, None)])
    });
    let error = schema(address, "S").unwrap_err();
    assert!(matches!(error, ReflectError::TooMuch(_)), "{error}");
}

#[test]
fn rejects_malformed_answers() {
    let error = |answer: fn(&[u8]) -> Vec<u8>| schema(answering(answer), "S").unwrap_err();
    let it = error(|_| b"\xff\xff".to_vec());
    assert!(matches!(it, ReflectError::Malformed(_)), "{it}");
    let it = error(|_| with_files(&[b"\xff\xff\xff"]));
    assert!(matches!(it, ReflectError::Malformed(_)), "{it}");
    let it = error(|_| Vec::new());
    assert!(matches!(it, ReflectError::WrongAnswer), "{it}");
    // The names of services are no answer to the question for a symbol.
    let it = error(|_| b"\x32\x00".to_vec());
    assert!(matches!(it, ReflectError::WrongAnswer), "{it}");
    // A field of a type that no file has.
    let it = error(|_| {
        let set = descriptors(&[("a.proto", "syntax = \"proto3\"; message S { T t = 1; } message T {}")]);
        let file = raw::pieces(&set).unwrap()[0].to_vec();
        // The second message is dropped with its name.
        let at = file.windows(3).rposition(|bytes| bytes == b"\x0a\x01T").unwrap();
        with_files(&[&[&file[..at - 2], &file[at + 3..]].concat()])
    });
    assert!(matches!(it, ReflectError::Invalid(_)), "{it}");
}

#[test]
fn rejects_fewer_answers_than_questions() {
    let address = start(Arc::new(|_| {
        let trailers = [("grpc-status".parse().unwrap(), "0".parse().unwrap())].into_iter().collect();
        let body = Full::new(Bytes::new()).with_trailers(async move { Some(Ok(trailers)) });
        let response = Response::builder().header("content-type", "application/grpc").body(Body::new(body)).unwrap();
        Box::pin(async move { response })
    }));
    let error = schema(address, "S").unwrap_err();
    assert!(matches!(error, ReflectError::WrongAnswer), "{error}");
}
