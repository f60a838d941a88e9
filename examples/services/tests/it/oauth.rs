//! Tokens by the client credentials of OAuth 2.0, of an authorization server in this process.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use services::client::{ClientCredentials, Connect, OAuthError, TokenSource, Transport};
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tonic::{Code, Status};

use crate::server::{Running, within};

/// An authorization server with prepared responses; the last one is repeated.
struct Issuer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Issuer {
    async fn start(responses: Vec<(u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Self { address: listener.local_addr().unwrap(), requests: Arc::default() };
        let requests = Arc::clone(&issuer.requests);
        tokio::spawn(async move {
            let mut responses = responses.iter();
            let mut last = None;
            loop {
                let mut stream = BufReader::new(listener.accept().await.unwrap().0);
                let mut request = String::new();
                while !request.ends_with("\r\n\r\n") {
                    stream.read_line(&mut request).await.unwrap();
                }
                let length =
                    request.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
                let mut body = vec![0; length.unwrap_or(0)];
                stream.read_exact(&mut body).await.unwrap();
                requests.lock().unwrap().push(request + &String::from_utf8(body).unwrap());
                last = responses.next().or(last);
                let (status, body) = last.unwrap();
                let answer =
                    format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        issuer
    }

    fn source(&self) -> TokenSource {
        let credentials = ClientCredentials {
            token_url: format!("http://{}/token", self.address),
            client_id: "orders".into(),
            client_secret: "s3cret:".into(),
            scope: Some("users:read".into()),
        };
        TokenSource::new(credentials).unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn issued(token: &str, expires_in: u64) -> (u16, String) {
    (200, format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{expires_in}}}"#))
}

fn transport(server: &Running, issuer: &Issuer) -> Transport {
    Connect { token: None, ..server.connect() }.transport().unwrap().with_tokens(issuer.source())
}

async fn get(transport: &Transport) -> Status {
    let request = GetUserRequest { id: "nobody".into() };
    UserServiceClient::new(transport.clone()).get_user(request).await.unwrap_err()
}

#[tokio::test]
async fn calls_share_a_token() {
    within(async {
        let server = Running::start();
        let issuer = Issuer::start(vec![issued(&server.token(), 3600)]).await;
        let transport = transport(&server, &issuer);
        let calls = (0..8).map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move { get(&transport).await.code() })
        });
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await.unwrap(), Code::NotFound);
        }
        let requests = issuer.requests();
        let [request] = requests.as_slice() else { panic!("{requests:?}") };
        assert!(request.starts_with("POST /token HTTP/1.1\r\n"), "{request}");
        // `orders:s3cret%3A`
        assert!(request.contains("authorization: Basic b3JkZXJzOnMzY3JldCUzQQ==\r\n"), "{request}");
        assert!(request.ends_with("\r\n\r\ngrant_type=client_credentials&scope=users%3Aread"), "{request}");
    })
    .await;
}

#[tokio::test]
async fn expired_tokens_are_replaced() {
    within(async {
        let server = Running::start();
        // Tokens of no life are expired when they arrive.
        let issuer = Issuer::start(vec![issued("expired", 0), issued(&server.token(), 3600)]).await;
        let transport = transport(&server, &issuer);
        assert_eq!(get(&transport).await.code(), Code::Unauthenticated);
        for _ in 0..3 {
            assert_eq!(get(&transport).await.code(), Code::NotFound);
        }
        assert_eq!(issuer.requests().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn says_why_there_is_no_token() {
    within(async {
        let server = Running::start();
        let refusal = r#"{"error":"invalid_client","error_description":"no such client"}"#;
        let responses = [(401, refusal), (503, ""), (200, "{}"), (200, r#"{"access_token":"a","token_type":"mac"}"#)];
        let issuer = Issuer::start(responses.map(|(status, body)| (status, body.to_owned())).to_vec()).await;
        let transport = transport(&server, &issuer);
        for (code, message) in [
            (Code::Unauthenticated, "the authorization server refuses the client: invalid_client: no such client"),
            (Code::Unavailable, "the authorization server answers 503"),
            (Code::Unauthenticated, "the authorization server answers without a bearer token"),
            (Code::Unauthenticated, "the authorization server answers without a bearer token"),
        ] {
            let status = get(&transport).await;
            assert_eq!((status.code(), status.message()), (code, message));
        }
    })
    .await;
}

#[test]
fn secrets_are_not_sent_without_encryption() {
    let credentials = ClientCredentials {
        token_url: "http://id.example.com/token".into(),
        client_id: "orders".into(),
        client_secret: "s3cret".into(),
        scope: None,
    };
    assert!(!format!("{credentials:?}").contains("s3cret"));
    assert!(matches!(TokenSource::new(credentials), Err(OAuthError::Url(_))));
}
