//! The diagnostics of calls, and the problem that has them.

use std::io;

use crate::protocols::{Code, DetailText, HeaderError, MethodError, ReflectError, RestError, Status};
use protoward_dynamic::{Codec, DecodeError, JsonError};
use protoward_http_client::{ConnectError, Target, TargetError, TlsError};
use protoward_schema::{MessageId, MethodId, Schema};
use protoward_source::{CallDetail, CallStatus, Diagnostic, Evidence, Report, Sources, legible, list, nearest};

use crate::codes;

/// The reason why there was no call: diagnostics with their sources.
#[derive(Debug)]
pub struct CallProblem {
    /// The diagnostics.
    pub report: Report,
    /// The texts with their places.
    pub sources: Sources,
}

impl From<Diagnostic> for Box<CallProblem> {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(CallProblem { report: Report::from_iter([diagnostic]), sources: Sources::default() })
    }
}

/// The variable with the token, which `ps` does not show.
const TOKEN: &str = "PROTOWARD_TOKEN";

pub(crate) fn bad_server(server: &str, error: &TargetError) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("invalid address of a server, `{server}`: {error}"))
        .help("use a form such as `localhost:50051`, `https://api.example.com` or `unix:/run/server.sock`")
}

pub(crate) fn method_missing() -> Diagnostic {
    Diagnostic::error(codes::CALL, "missing method")
        .help("add it after the server, as in `acme.v1.Users/GetUser`; `--list` lists the services")
}

pub(crate) fn no_method(error: &MethodError) -> Diagnostic {
    let help = match error {
        MethodError::Malformed(text) if text == "list" => "`--list` lists the services".to_owned(),
        MethodError::Malformed(text) if text == "describe" => "`--describe NAME` prints a declaration".to_owned(),
        MethodError::Malformed(_) => "use the form `acme.v1.Users/GetUser`".to_owned(),
        MethodError::NoService { near, .. } if near.is_empty() => "`--list` lists the services".to_owned(),
        MethodError::NoService { near, .. } => proposal(near),
        MethodError::NoMethod { near, .. } if near.is_empty() => "the service has no methods".to_owned(),
        MethodError::NoMethod { near, .. } => proposal(near),
    };
    Diagnostic::error(codes::CALL, error.to_string()).help(help)
}

pub(crate) fn not_over_rest(schema: &Schema, method: MethodId, error: &RestError) -> Diagnostic {
    let name = schema.full_name(method.into());
    let help = match error {
        RestError::NoRule => "`--protocol grpc` and `--protocol connect` need no rule",
        RestError::Path { .. } => "set the fields of the path in the request",
        RestError::Unsendable { .. } => "remove the field, or use another protocol",
        RestError::OtherUrl { .. } => "call the method once for each URL",
        RestError::Json(_) | RestError::Malformed => "use another protocol",
    };
    Diagnostic::error(codes::CALL, format!("`{name}` cannot be called over REST: {error}")).help(help)
}

pub(crate) fn no_service(schema: &Schema, service: &str) -> Diagnostic {
    let known = schema.services.iter().map(|(_, it)| schema.text(it.full_name));
    let near = nearest(service, known).into_iter().map(str::to_owned).collect();
    no_method(&MethodError::NoService { service: service.to_owned(), near })
}

pub(crate) fn no_symbol(symbol: &str) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("cannot find `{symbol}` in the schema"))
        .help("use a full name, such as `acme.v1.User`; `--list` lists the services")
}

pub(crate) fn no_template(symbol: &str) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("`{symbol}` is neither a message nor a method"))
        .help("use a message, such as `acme.v1.User`, or a method, such as `acme.v1.Users/GetUser`")
}

pub(crate) fn no_json(symbol: &str, error: &JsonError) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("cannot write the example of `{symbol}` as JSON: {error}"))
}

pub(crate) fn no_schema() -> Diagnostic {
    Diagnostic::error(codes::CALL, "missing server or schema")
        .help("add the address of a server, or a schema with `--schema`")
}

pub(crate) fn bad_header(error: &HeaderError) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("invalid header: {error}")).help("use the form `name: value`")
}

pub(crate) fn bad_token() -> Diagnostic {
    Diagnostic::error(codes::CALL, "the token contains characters that are not allowed in headers")
        .help(format!("check `--token` or the variable `{TOKEN}`"))
}

pub(crate) fn no_variable(name: &str) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("undefined variable `{name}` in a header"))
        .help("set the variable, or remove `--expand-headers`")
}

pub(crate) fn file_not_read(flag: &str, path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::CALL, format!("cannot read `{path}` of `{flag}`: {error}")).help("check the path")
}

/// `from` is the origin of the request.
pub(crate) fn data_not_read(from: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot read the request from {from}: {error}"))
        .help("`-d` takes a text, `@FILE`, or `@` for standard input")
}

/// The errors about a request that its rules do not let pass.
pub(crate) fn refused(report: Report) -> Report {
    let advised = |diagnostic: Diagnostic| match diagnostic.help {
        None => diagnostic.help("`--no-validate` sends the request anyway"),
        Some(_) => diagnostic,
    };
    report.into_iter().map(advised).collect()
}

pub(crate) fn not_a_stream(schema: &Schema, method: MethodId) -> Diagnostic {
    let name = schema.full_name(method.into());
    Diagnostic::error(codes::BAD_MESSAGE, format!("several requests for `{name}`, which takes one"))
        .help("pass one message; only methods with a `stream` of requests take several")
}

pub(crate) fn not_connected(error: &ConnectError, target: &Target) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::CALL, error.to_string());
    diagnostic.help(match error {
        ConnectError::Socket { .. } | ConnectError::Timeout { .. } => {
            "check the address, and whether the server is running".to_owned()
        }
        ConnectError::Certificates(TlsError::NoSystemRoots(_)) => {
            "`--cacert FILE` names the trusted certificates, and `--plaintext` connects without TLS".to_owned()
        }
        ConnectError::Certificates(TlsError::ServerName(_)) => {
            "set the name of the server with `--servername`".to_owned()
        }
        ConnectError::Certificates(_) => "certificates and keys are PEM files".to_owned(),
        ConnectError::Handshake { .. } => "`--cacert FILE` trusts the certificates of the server, `--insecure` trusts \
                                           any, and `--plaintext` connects without TLS"
            .to_owned(),
        ConnectError::NoClientCertificate { .. } => {
            "`--cert FILE` and `--key FILE` are the certificate of the client and its key".to_owned()
        }
        ConnectError::NoHttp2 { .. } => "`--protocol connect` calls servers of Connect over HTTP/1.1".to_owned(),
        ConnectError::Http { .. } | ConnectError::Runtime(_) => format!("is `{target}` a gRPC server?"),
        ConnectError::Authority(_) => "`--authority` is a host, or a host and a port".to_owned(),
    })
}

pub(crate) fn not_reflected(error: &ReflectError) -> Diagnostic {
    let schema = "give the schema with `--schema`, as a folder, a file or an image";
    Diagnostic::error(codes::CALL, error.to_string()).help(match error {
        ReflectError::UnknownSymbol(_) => "`--list` lists the services",
        ReflectError::Failed(ending) if ending.status.code == Code::Unauthenticated => {
            "headers of reflection are those of `-H`, `--token` and `--reflect-header`; or give the schema with `--schema`"
        }
        ReflectError::Failed(ending) if ending.status.code == Code::Unavailable => {
            "is the server one without TLS, which needs `--plaintext`, or one with TLS, which does not?"
        }
        ReflectError::Failed(_)
        | ReflectError::NoReflection
        | ReflectError::Refused { .. }
        | ReflectError::WrongAnswer
        | ReflectError::Malformed(_)
        | ReflectError::TooMuch(_)
        | ReflectError::Invalid(_) => schema,
    })
}

/// A call that ended with an error.
pub(crate) fn call_failed(status: &Status) -> Diagnostic {
    let message = match status.message.as_str() {
        "" => status.code.to_string(),
        message => format!("{}: {message}", status.code),
    };
    let mut diagnostic = Diagnostic::error(codes::CALL_STATUS, message);
    let parts = CallStatus { code: status.code.name(), message: status.message.clone(), details: Vec::new() };
    diagnostic.status = Some(Box::new(parts));
    diagnostic
}

/// Adds the details of an error to its status, and as evidence.
pub(crate) fn with_details(mut diagnostic: Diagnostic, details: &[DetailText]) -> Diagnostic {
    if details.is_empty() {
        return diagnostic;
    }
    let part = |detail: &DetailText| CallDetail {
        type_name: detail.type_name.clone(),
        json: detail.json.clone().unwrap_or_else(|bytes| format!("\"{bytes}\"")),
    };
    if let Some(status) = &mut diagnostic.status {
        status.details = details.iter().map(part).collect();
    }
    let rows = details.iter().map(|detail| (detail.type_name.clone(), vec![detail_json(detail)])).collect();
    let text = details.iter().map(detail).collect::<Vec<_>>().join("\n");
    let title = "messages of the server about the error".to_owned();
    let evidence = Evidence { name: "details", title, rows, data: vec![("text", text)] };
    Diagnostic { evidence: Some(Box::new(evidence)), ..diagnostic }
}

/// Returns a detail as one line.
pub(crate) fn detail(detail: &DetailText) -> String {
    format!("{} {}", legible(&detail.type_name), detail_json(detail))
}

fn detail_json(detail: &DetailText) -> String {
    match &detail.json {
        Ok(json) => json.clone(),
        Err(bytes) => format!("{bytes} (base64: no schema knows the type)"),
    }
}

pub(crate) fn response_not_read(codec: &Codec<'_>, ty: MessageId, error: &DecodeError) -> Diagnostic {
    let schema = codec.schema();
    let name = schema.text(schema[ty].full_name);
    Diagnostic::error(codes::BAD_MESSAGE, format!("the response is not a `{name}`: {error}"))
        .help("is the schema that of the server? without `--schema`, its reflection service has it")
}

pub(crate) fn response_not_written(error: &JsonError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot write a response in this format: {error}"))
        .help("use `--response-format text`, which can hold every message")
}

/// Proposes names that may be meant.
pub(crate) fn proposal(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    format!("did you mean {}?", list(&names).replace(" and ", " or "))
}
