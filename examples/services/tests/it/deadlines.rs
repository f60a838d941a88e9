use std::time::{Duration, Instant};

use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use services::proto::user::v1::GetUserRequest;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};
use tonic::{Code, Request};

use crate::server::{Running, end, within};

const SHORT: Duration = Duration::from_millis(150);

fn greeting() -> Message {
    Message { sender: "ann".into(), content: "hello".into() }
}

#[tokio::test]
async fn fails_at_once_after_the_deadline() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let mut request = Request::new(GetUserRequest { id: "nobody".into() });
        request.set_timeout(Duration::from_nanos(1));
        assert_eq!(users.get_user(request).await.unwrap_err().code(), Code::DeadlineExceeded);
    })
    .await;
}

#[tokio::test]
async fn ends_request_streams_at_the_deadline() {
    within(async {
        let server = Running::start();
        let mut request = Request::new(tokio_stream::pending());
        request.set_timeout(SHORT);
        let started = Instant::now();
        let status = ChatClient::new(server.transport()).client_stream(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
        assert!(started.elapsed() >= SHORT);
    })
    .await;
}

/// Our own client would end the stream too, so this test uses tonic's client, which does not.
#[tokio::test]
async fn ends_response_streams_at_the_deadline() {
    within(async {
        let server = Running::start();
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&server.identity.ca));
        let endpoint = Endpoint::from_shared(server.url()).unwrap().tls_config(tls).unwrap();
        let mut request = Request::new(greeting());
        request.metadata_mut().insert("authorization", format!("Bearer {}", server.token()).parse().unwrap());
        request.set_timeout(SHORT);
        let mut chat = ChatClient::new(endpoint.connect().await.unwrap());
        let started = Instant::now();
        let mut heard = chat.server_stream(request).await.unwrap().into_inner();
        assert_eq!(heard.message().await.unwrap(), Some(greeting()));
        let status = end(heard).await;
        assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
        assert!(started.elapsed() >= SHORT);
    })
    .await;
}

#[tokio::test]
async fn continues_without_a_deadline() {
    within(async {
        let server = Running::start();
        let mut chat = ChatClient::new(server.transport());
        let mut heard = chat.server_stream(greeting()).await.unwrap().into_inner();
        assert_eq!(heard.message().await.unwrap(), Some(greeting()));
        assert!(tokio::time::timeout(SHORT, heard.message()).await.is_err());
        chat.client_stream(tokio_stream::iter([greeting()])).await.unwrap();
        assert_eq!(heard.message().await.unwrap(), Some(greeting()));
    })
    .await;
}
