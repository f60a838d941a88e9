use std::path::Path;
use std::process::{Output, Stdio};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use services::client::{Connect, Keepalive};
use services::data::DataDir;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::process::{Served, program, token};
use crate::server::within;

const ANY_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

async fn client(data: &Path, server: &Served, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = program()
        .args(["client", "--server", &server.url, "--data"])
        .arg(data)
        .env("SERVICES_TOKEN", token(data))
        .args(arguments)
        .output();
    output_parts(output.await.unwrap())
}

fn output_parts(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn serves_calls_until_stopped() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &ANY_PORT).await;
        let (code, out, err) =
            client(data.path(), &server, &["call", "CreateUsers", "name=Ann", "email=ann@example.org"]).await;
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert!(out.contains(r#""email": "ann@example.org""#), "{out}");
        let (code, out, _) = client(data.path(), &server, &["health"]).await;
        assert_eq!((code, out.as_str()), (Some(0), "SERVING\n"));
        server.signal("TERM").await;
        let (code, log) = server.end().await;
        assert_eq!(code, Some(0), "{log}");
        let line = log.lines().find(|line| line.contains("user.v1.UserService/CreateUsers")).unwrap();
        assert!(
            line.contains(r#"code="OK""#)
                && line.contains(r#"subject="tester""#)
                && line.contains("duration_ms=")
                && line.contains("peer=127.0.0.1:"),
            "{line}"
        );
        // With a database in a file, the data outlives the server.
        let again = Served::start(data.path(), &ANY_PORT).await;
        let (_, out, _) = client(data.path(), &again, &["call", "ListUsers"]).await;
        assert!(out.contains(r#""name":"Ann""#), "{out}");
    })
    .await;
}

#[tokio::test]
async fn explains_and_logs_failed_calls() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let (code, out, err) = client(data.path(), &server, &["call", "CreateUsers", "name= email=nowhere"]).await;
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert_eq!(
            err,
            "error: INVALID_ARGUMENT: 2 fields are not valid\n  \
             [0].name: must have 1 to 100 characters that show\n  \
             [0].email: must be an email address, such as ann@example.org\n"
        );
        let bad = ["--token", "nonsense", "call", "GetUser", "id=1"];
        let (code, _, err) = client(data.path(), &server, &bad).await;
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: UNAUTHENTICATED: the token is not valid\n  help: `services token`"), "{err}");
        let slow = ["--deadline", "1s", "call", "TickerStream", "symbol=ACME"];
        let (code, out, err) = client(data.path(), &server, &slow).await;
        assert_eq!(code, Some(1));
        assert!(out.contains(r#""symbol":"ACME""#), "{out}");
        assert!(err.starts_with("error: DEADLINE_EXCEEDED: "), "{err}");
        server.signal("INT").await;
        let (_, log) = server.end().await;
        for code in ["INVALID_ARGUMENT", "UNAUTHENTICATED"] {
            assert!(log.contains(&format!("code=\"{code}\"")), "{code} is not in {log}");
        }
    })
    .await;
}

#[tokio::test]
async fn writes_the_log_as_json() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let arguments = [&ANY_PORT[..], &["--memory", "--log", "json", "--client-certificates", "optional"]].concat();
        let server = Served::start(data.path(), &arguments).await;
        client(data.path(), &server, &["call", "CreateUser", r#"{"name": "A \"B\"", "email": "a@example.org"}"#]).await;
        client(data.path(), &server, &["--token", "nonsense", "call", "GetUser", "id=1"]).await;
        // The name in a certificate is a subject, and REST calls have the method of the schema.
        DataDir::new(data.path()).client_certificate("ann").unwrap().write(data.path(), "ann").unwrap();
        let [certificate, key] = ["ann.pem", "ann.key"].map(|file| data.path().join(file).display().to_string());
        let shown = ["--certificate", &certificate, "--key", &key, "call", "GetUser", "id=1"];
        let mut program = program();
        program.args(["client", "--server", &server.url, "--data"]).arg(data.path()).args(shown);
        assert!(!program.output().await.unwrap().status.success());
        let identity = DataDir::new(data.path()).open(&[]).unwrap();
        let address = server.url.strip_prefix("https://").unwrap().parse().unwrap();
        let mut rest = crate::rest::connect(address, &identity).await;
        let request = format!(
            "GET /v1/users/1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
            token(data.path())
        );
        rest.write_all(request.as_bytes()).await.unwrap();
        rest.read_to_end(&mut Vec::new()).await.unwrap();
        server.signal("TERM").await;
        let (_, log) = server.end().await;
        let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let calls = lines.iter().filter(|line| line["target"] == "services::call");
        let calls = calls.map(|call| {
            assert!(
                call["duration_ms"].is_f64() && call["peer"].is_string() && call["timestamp"].is_string(),
                "{call}"
            );
            let [method, subject, code, path] =
                ["method", "subject", "code", "path"].map(|field| call[field].as_str().unwrap_or("-"));
            format!("{} {subject} {code} {path}", method.strip_prefix("user.v1.UserService/").unwrap())
        });
        let expected = [
            "CreateUser tester OK -",
            "GetUser - UNAUTHENTICATED -",
            "GetUser ann NOT_FOUND -",
            "GetUser tester NOT_FOUND v1/users/1",
        ];
        assert_eq!(calls.collect::<Vec<_>>(), expected);
    })
    .await;
}

#[tokio::test]
async fn names_refused_certificates_on_both_sides() {
    within(async {
        let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let arguments = [&ANY_PORT[..], &["--memory", "--client-certificates", "require"]].concat();
        let server = Served::start(data.path(), &arguments).await;
        let (_, _, err) = client(data.path(), &server, &["call", "GetUser", "id=1"]).await;
        assert!(err.starts_with("error: UNAVAILABLE: no server can be reached: https://127.0.0.1"), "{err}");
        assert!(err.contains("help: the server wants a client certificate: `services certificate NAME`"), "{err}");
        let other = DataDir::new(elsewhere.path());
        other.open(&[]).unwrap();
        let (certificate, key) = other.client_certificate("eve").unwrap().write(elsewhere.path(), "eve").unwrap();
        let (certificate, key) = (certificate.display().to_string(), key.display().to_string());
        let eve = ["--certificate", &certificate, "--key", &key, "call", "GetUser", "id=1"];
        let (_, _, err) = client(data.path(), &server, &eve).await;
        assert!(err.contains("help: the server does not accept this client certificate"), "{err}");
        server.signal("TERM").await;
        let (_, log) = server.end().await;
        assert!(
            log.contains("WARN") && log.contains("a client without a certificate was refused peer=127.0.0.1:"),
            "{log}"
        );
        assert!(log.contains("a client certificate was refused peer=127.0.0.1:"), "{log}");
        assert!(log.contains("why=UnknownIssuer") || log.contains("why=BadSignature"), "{log}");
    })
    .await;
}

/// Each side is told to find dead connections quickly, and the other side does not answer.
#[tokio::test]
async fn pings_are_options_of_both_sides() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let pings = ["--keepalive-interval", "200ms", "--keepalive-timeout", "2s"];
        let server = Served::start(data.path(), &[&ANY_PORT[..], &["--memory"], &pings].concat()).await;
        let address = server.url.strip_prefix("https://").unwrap().parse().unwrap();
        let (proxy, close) = crate::failures::blocking_proxy(address).await;
        let url = format!("https://{proxy}");
        let mut program = program();
        program.args(["client", "--server", &url, "--deadline", "1h", "--data"]).arg(data.path()).args(pings);
        program.env("SERVICES_TOKEN", token(data.path())).args(["call", "WatchPrices", r#"{"symbols": ["ACME"]}"#]);
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The stream has begun.
        child.stdout.as_mut().unwrap().read_exact(&mut [0; 10]).await.unwrap();
        close.send_replace(true);
        let output = child.wait_with_output().await.unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.starts_with("error: UNAVAILABLE: the connection was lost: "), "{err}");
        // The server does not wait for the calls of a dead connection.
        let stopped = std::time::Instant::now();
        server.signal("TERM").await;
        let (code, log) = server.end().await;
        assert_eq!(code, Some(0), "{log}");
        assert!(stopped.elapsed() < std::time::Duration::from_secs(5), "it has {log}");
        assert!(log.contains(r#"code="CANCELLED""#), "{log}");
        let (_, _, err) =
            output_parts(self::program().args(["serve", "--keepalive-interval", "0s"]).output().await.unwrap());
        assert!(err.contains("must be longer than nothing"), "{err}");
    })
    .await;
}

#[tokio::test]
async fn explains_why_a_server_is_unreachable() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        DataDir::new(other.path()).open(&[]).unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.2:0", "--memory"]).await;
        let port = server.url.rsplit(':').next().unwrap();
        let call = async |url: &str, trusted: &Path| {
            let mut program = program();
            program.args(["client", "--server", url, "--data"]).arg(trusted).env("SERVICES_TOKEN", token(trusted));
            let (code, out, err) = output_parts(program.args(["call", "GetUser", "id=1"]).output().await.unwrap());
            assert_eq!((code, out.as_str()), (Some(1), ""));
            assert!(err.starts_with("error: UNAVAILABLE: no server can be reached: "), "{err}");
            err.lines().nth(1).unwrap().trim().to_owned()
        };
        let help = call(&server.url, other.path()).await;
        assert!(help.starts_with("help: its certificate is not signed by the authority"), "{help}");
        let help = call(&server.url, data.path()).await;
        assert!(help.starts_with("help: its certificate is not for this host name"), "{help}");
        let help = call(&format!("https://127.0.0.3:{port}"), data.path()).await;
        assert!(help.starts_with("help: nothing listens there"), "{help}");
        let help = call(&format!("https://no.such.host.invalid:{port}"), data.path()).await;
        assert!(help.starts_with("help: no address is known for this host"), "{help}");
        let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = plain.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = plain.accept().await {
                _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            }
        });
        let help = call(&format!("https://{address}"), data.path()).await;
        assert!(help.starts_with("help: the other side does not speak TLS"), "{help}");
    })
    .await;
}

#[tokio::test]
async fn prints_a_token_with_access_to_the_folder() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let print = || program().arg("token").arg("--data").arg(data.path()).args(["--subject", "ann"]).output();
        let (code, _, err) = output_parts(print().await.unwrap());
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: cannot use `"), "{err}");
        let secret = DataDir::new(data.path()).open(&[]).unwrap().secret;
        let (code, out, _) = output_parts(print().await.unwrap());
        assert_eq!(code, Some(0));
        assert_eq!(secret.verify(out.trim()).unwrap().sub, "ann");
    })
    .await;
}

#[tokio::test]
async fn creates_a_certificate_with_access_to_the_folder() {
    within(async {
        let (data, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let server = Served::start(data.path(), &[&ANY_PORT[..], &["--client-certificates", "require"]].concat()).await;
        let mut make = program();
        make.args(["certificate", "ann", "--data"]).arg(data.path()).arg("--out").arg(out.path());
        let (code, printed, err) = output_parts(make.output().await.unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let [certificate, key] = [out.path().join("ann.pem"), out.path().join("ann.key")];
        assert_eq!(printed, format!("{}\n{}\n", certificate.display(), key.display()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // The certificate suffices, without a token.
        let mut call = program();
        call.args(["client", "--server", &server.url, "--data"]).arg(data.path());
        call.arg("--certificate").arg(&certificate).arg("--key").arg(&key).args(["call", "ListUsers"]);
        let (code, _, err) = output_parts(call.output().await.unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let (code, _, err) = client(data.path(), &server, &["call", "ListUsers"]).await;
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: UNAVAILABLE: "), "{err}");
        let (code, _, err) = output_parts(program().args(["certificate", "../ann"]).output().await.unwrap());
        assert_eq!(code, Some(2));
        assert!(err.contains("not 1 to 64 letters, digits, dashes, dots and underscores"), "{err}");
    })
    .await;
}

#[tokio::test]
async fn includes_roles_in_tokens() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let hire = ["call", "HireEmployees", "name=Ann", "email=ann@example.org", "department=Research"];
        let (code, _, err) = client(data.path(), &server, &hire).await;
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: PERMISSION_DENIED: company.v1.EmployeeService/HireEmployees needs"), "{err}");
        let mut print = program();
        print.args(["token", "--role", "admin", "--data"]).arg(data.path());
        let (_, token, _) = output_parts(print.output().await.unwrap());
        let (code, out, err) = client(data.path(), &server, &[&["--token", token.trim()][..], &hire].concat()).await;
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert!(out.contains(r#""department": "Research""#), "{out}");
        let (code, _, err) = output_parts(program().args(["token", "--role", "king"]).output().await.unwrap());
        assert_eq!(code, Some(2));
        assert!(err.contains("there is no such role"), "{err}");
    })
    .await;
}

#[tokio::test]
async fn serves_metrics_on_request() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let arguments = [&ANY_PORT[..], &["--metrics", "127.0.0.1:0"]].concat();
        let mut server = Served::start(data.path(), &arguments).await;
        client(data.path(), &server, &["call", "GetUser", "id=nobody"]).await;
        let url = server.metrics_url().await;
        let address = url.strip_prefix("http://").and_then(|url| url.strip_suffix("/metrics")).unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains(r#"grpc_method="GetUser",grpc_code="NOT_FOUND"} 1"#), "{answer}");
    })
    .await;
}

/// A mock OTLP collector.
#[derive(Clone)]
struct Collector(mpsc::UnboundedSender<Span>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let spans = request.into_inner().resource_spans.into_iter().flat_map(|it| it.scope_spans);
        for span in spans.flat_map(|it| it.spans) {
            self.0.send(span).unwrap();
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tokio::test]
async fn sends_spans_to_a_collector() {
    within(async {
        let listener = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let collector = format!("http://{}", listener.local_addr().unwrap());
        let (send, mut sent) = mpsc::unbounded_channel();
        let service = TraceServiceServer::new(Collector(send));
        tokio::spawn(tonic::transport::Server::builder().add_service(service).serve_with_incoming(listener));
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &[&ANY_PORT[..], &["--otlp", &collector]].concat()).await;
        client(data.path(), &server, &["call", "GetUser", "id=nobody"]).await;
        // The remaining spans are sent when the server stops.
        server.signal("TERM").await;
        let (code, log) = server.end().await;
        assert_eq!(code, Some(0), "{log}");
        let span = loop {
            let span = sent.recv().await.unwrap();
            if span.name == "user.v1.UserService/GetUser" {
                break span;
            }
        };
        assert_eq!(span.kind, i32::from(SpanKind::Server));
    })
    .await;
}

#[tokio::test]
async fn lists_and_describes_methods() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let (code, out, _) = client(data.path(), &server, &["list"]).await;
        assert_eq!((code, out.lines().count()), (Some(0), 36));
        let (code, out, _) = client(data.path(), &server, &["describe", "GetUser"]).await;
        assert_eq!(code, Some(0));
        assert!(out.contains("rpc user.v1.UserService/GetUser(user.v1.GetUserRequest)"), "{out}");
        let (code, _, err) = client(data.path(), &server, &["describe", "GetUsers"]).await;
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: unknown method `GetUsers`; did you mean "), "{err}");
        let (code, _, err) = client(data.path(), &server, &["call", "GetUser", "id=1 ; id=2"]).await;
        assert_eq!((code, err.as_str()), (Some(1), "error: user.v1.UserService/GetUser takes one message, not 2\n"));
    })
    .await;
}

#[tokio::test]
async fn interactive_client_reads_lines() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let mut repl = program()
            .args(["client", "--server", &server.url, "--data"])
            .arg(data.path())
            .arg("repl")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = format!(
            "help\nGetUser id=1\ntoken {}\nGetUser id=1\nGetUser what\nnonsense\ndeadline 2s\ndeadline soon\n\
             CreateUsers name=Ann email=ann@example.org; name=Bob email=bob@example.org\nListUsers page_size=1\n\
             ClientStream\nsender=ann content=one\nsender=ann content=\"two words\"\n\nhealth\nquit\n",
            token(data.path())
        );
        repl.stdin.take().unwrap().write_all(lines.as_bytes()).await.unwrap();
        let (code, out, err) = output_parts(repl.wait_with_output().await.unwrap());
        assert_eq!(code, Some(0), "{out}{err}");
        let errors: Vec<_> = err.lines().filter(|line| line.starts_with("error")).collect();
        assert_eq!(
            errors,
            [
                "error: UNAUTHENTICATED: there is no token",
                "error: NOT_FOUND: no user `1`",
                "error: `what` is not name=value; the fields are id",
                "error: unknown method `nonsense`; `list` shows all",
            ]
        );
        for part in [
            "METHOD [MESSAGES]",
            "calls send this token",
            "calls end after 2s",
            "a time is 500ms, 10s, 2m, 1h or off",
            r#""name": "Bob""#,
            r#""next_page_token":""#,
            r#"{"sender":"server","content":"messages passed on: 2"}"#,
            "SERVING",
        ] {
            assert!(out.contains(part), "{part} is not in {out}");
        }
        // The history contains the input, without the token.
        let history = std::fs::read_to_string(data.path().join("history")).unwrap();
        assert!(history.contains("ListUsers page_size=1") && !history.contains("token"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn interactive_clients_exchange_messages() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &["--listen", "127.0.0.1:0", "--memory"]).await;
        let connect = Connect {
            servers: vec![server.url.clone()],
            ca: DataDir::new(data.path()).ca().unwrap(),
            certificate: None,
            token: Some(token(data.path())),
            keepalive: Keepalive::default(),
        };
        let mut chat = ChatClient::new(connect.transport().unwrap());
        let listener = Message { sender: "listener".into(), content: String::new() };
        let mut heard = chat.server_stream(listener).await.unwrap().into_inner();
        let arguments = ["call", "StreamChat", "sender=ann content=hello; sender=ann content=bye"];
        let (code, out, _) = client(data.path(), &server, &arguments).await;
        assert_eq!(code, Some(0));
        assert_eq!(out, "{\"sender\":\"ann\",\"content\":\"hello\"}\n{\"sender\":\"ann\",\"content\":\"bye\"}\n");
        assert_eq!(heard.message().await.unwrap().unwrap().content, "hello");
        assert_eq!(heard.message().await.unwrap().unwrap().content, "bye");
    })
    .await;
}
