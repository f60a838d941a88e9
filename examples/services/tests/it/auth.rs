use std::time::Duration;

use prost_reflect::DescriptorPool;
use services::client::Connect;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::proto::user::v1::{GetUserRequest, User};
use services::token::{Claims, Secret};
use tonic::client::Grpc;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use crate::server::{Running, assert_fault, within};

/// What a call is answered with that sends this as its `authorization`.
async fn answer(server: &Running, authorization: Option<&str>) -> Status {
    let transport = Connect { token: None, ..server.connect() }.transport().unwrap();
    let mut request = Request::new(GetUserRequest { id: "nobody".into() });
    if let Some(authorization) = authorization {
        request.metadata_mut().insert("authorization", authorization.parse().unwrap());
    }
    UserServiceClient::new(transport).get_user(request).await.unwrap_err()
}

#[tokio::test]
async fn only_a_good_token_opens_the_door() {
    within(async {
        let server = Running::start();
        let good = server.token();
        let stranger = Secret::new(*b"another secret").sign("tester", Duration::from_secs(60)).unwrap();
        let mut changed = good.clone();
        changed.truncate(good.len() - 2);
        for (authorization, why) in [
            (None, "there is no token"),
            (Some(format!("Bearer {stranger}")), "the token is not valid"),
            (Some(format!("Bearer {changed}")), "the token is not valid"),
            (Some("Bearer nonsense".to_owned()), "the token is not valid"),
            (Some("Bearer ".to_owned()), "the token is not valid"),
            (Some(format!("Basic {good}")), "the token is not a bearer token"),
            (Some(good.clone()), "the token is not a bearer token"),
        ] {
            let status = answer(&server, authorization.as_deref()).await;
            assert_fault(&status, Code::Unauthenticated, &[]);
            assert_eq!(status.message(), why, "{authorization:?}");
        }
        assert_eq!(answer(&server, Some(&format!("Bearer {good}"))).await.code(), Code::NotFound);
        assert_eq!(answer(&server, Some(&format!("bearer {good}"))).await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn an_expired_token_is_told_from_a_wrong_one() {
    within(async {
        let server = Running::start();
        let claims = Claims { sub: "tester".into(), iss: "services".into(), iat: 1, exp: 2 };
        let token = server.identity.secret.sign_claims(&claims).unwrap();
        let status = answer(&server, Some(&format!("Bearer {token}"))).await;
        assert_fault(&status, Code::Unauthenticated, &[]);
        assert_eq!(status.message(), "the token has expired");
    })
    .await;
}

#[tokio::test]
async fn no_method_is_open() {
    within(async {
        let server = Running::start();
        let transport = Connect { token: None, ..server.connect() }.transport().unwrap();
        let schema = DescriptorPool::decode(services::DESCRIPTORS).unwrap();
        let mut methods = 0;
        for service in schema.services() {
            for method in service.methods() {
                let path = format!("/{}/{}", service.full_name(), method.name()).parse().unwrap();
                let mut grpc = Grpc::new(transport.clone());
                grpc.ready().await.unwrap();
                // What is sent does not matter: the door comes before the message.
                let codec = ProstCodec::<User, User>::default();
                let none = Request::new(tokio_stream::empty::<User>());
                let status = grpc.streaming(none, path, codec).await.map(drop).unwrap_err();
                assert_fault(&status, Code::Unauthenticated, &[]);
                methods += 1;
            }
        }
        assert_eq!(methods, 33);
    })
    .await;
}
