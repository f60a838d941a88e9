use std::time::Duration;

use prost_reflect::DescriptorPool;
use protoward_runtime::grpc::Details;
use services::client::{Connect, Transport};
use services::proto::google::rpc::ErrorInfo;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::proto::user::v1::{GetUserRequest, User};
use services::token::{Claims, Secret};
use tonic::client::Grpc;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use crate::server::{Running, assert_fault, within};

/// Returns the status of a call with this `authorization`.
async fn status_of_call(server: &Running, authorization: Option<&str>) -> Status {
    let transport = Connect { token: None, ..server.connect() }.transport().unwrap();
    let mut request = Request::new(GetUserRequest { id: "nobody".into() });
    if let Some(authorization) = authorization {
        request.metadata_mut().insert("authorization", authorization.parse().unwrap());
    }
    UserServiceClient::new(transport).get_user(request).await.unwrap_err()
}

#[tokio::test]
async fn rejects_calls_without_a_valid_token() {
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
            let status = status_of_call(&server, authorization.as_deref()).await;
            assert_fault(&status, Code::Unauthenticated, &[]);
            assert_eq!(status.message(), why, "{authorization:?}");
        }
        assert_eq!(status_of_call(&server, Some(&format!("Bearer {good}"))).await.code(), Code::NotFound);
        assert_eq!(status_of_call(&server, Some(&format!("bearer {good}"))).await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn distinguishes_expired_from_invalid_tokens() {
    within(async {
        let server = Running::start();
        let claims = Claims { sub: "tester".into(), iss: "services".into(), iat: 1, exp: 2, roles: Vec::new() };
        let token = server.identity.secret.sign_claims(&claims).unwrap();
        let status = status_of_call(&server, Some(&format!("Bearer {token}"))).await;
        assert_fault(&status, Code::Unauthenticated, &[]);
        assert_eq!(status.message(), "the token has expired");
    })
    .await;
}

#[tokio::test]
async fn authenticates_every_method() {
    within(async {
        let server = Running::start();
        let transport = Connect { token: None, ..server.connect() }.transport().unwrap();
        let mut methods = 0;
        for path in paths() {
            let status = call(&transport, &path).await.unwrap_err();
            assert_fault(&status, Code::Unauthenticated, &[]);
            methods += 1;
        }
        assert_eq!(methods, 36);
    })
    .await;
}

/// Returns the paths of all methods of the schema.
fn paths() -> Vec<String> {
    let schema = DescriptorPool::decode(services::DESCRIPTORS).unwrap();
    let services = schema.services();
    services
        .flat_map(|service| {
            service.methods().map(|it| format!("/{}/{}", service.full_name(), it.name())).collect::<Vec<_>>()
        })
        .collect()
}

/// Calls a method without a message. Authorization happens before the message is read.
async fn call(transport: &Transport, path: &str) -> Result<(), Status> {
    let mut grpc = Grpc::new(transport.clone());
    grpc.ready().await.unwrap();
    let codec = ProstCodec::<User, User>::default();
    let none = Request::new(tokio_stream::empty::<User>());
    grpc.streaming(none, path.parse().unwrap(), codec).await.map(drop)
}

#[tokio::test]
async fn requires_roles_for_some_methods() {
    within(async {
        let server = Running::start();
        let (plain, admin) = (server.transport(), server.admin());
        let mut refused = Vec::new();
        for path in paths() {
            let method = path.trim_start_matches('/').to_owned();
            match call(&plain, &path).await {
                Err(status) if status.code() == Code::PermissionDenied => {
                    assert_fault(&status, Code::PermissionDenied, &[]);
                    assert_eq!(
                        status.message(),
                        format!("{method} needs the role `admin`, which `tester` does not have")
                    );
                    let info: ErrorInfo = Details::of(&status).unwrap().get().unwrap().unwrap();
                    assert_eq!(
                        (info.reason.as_str(), info.domain.as_str()),
                        ("ROLE_REQUIRED", services::fault::DOMAIN)
                    );
                    assert_eq!(info.metadata.get("role").map(String::as_str), Some("admin"));
                    assert_eq!(info.metadata.get("method"), Some(&method));
                    refused.push(method);
                }
                // Other methods may reject the missing message, but not the caller.
                other => assert_ne!(other.map_err(|status| status.code()), Err(Code::Unauthenticated), "{method}"),
            }
            let allowed = call(&admin, &path).await.map_err(|status| status.code());
            assert_ne!(allowed, Err(Code::PermissionDenied), "{path}");
        }
        refused.sort();
        let expected = [
            "company.v1.DepartmentService/CloseDepartment",
            "company.v1.DepartmentService/DeleteDepartment",
            "company.v1.EmployeeService/AdjustSalaries",
            "company.v1.EmployeeService/HireEmployees",
        ];
        assert_eq!(refused, expected);
    })
    .await;
}
