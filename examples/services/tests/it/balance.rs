//! The policies that select a server for each call.

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderName;
use services::client::{Balancing, Policy, ShardKey, Transport};
use services::proto::user::v1::user_service::{self, MockUserService, UserServiceClient};
use services::proto::user::v1::{GetUserRequest, GetUserResponse, ListUsersRequest, ListUsersResponse, User};
use tokio_stream::StreamExt;
use tonic::{Request, Response};

use crate::mocked::{Mocked, connect, identity};
use crate::names::{all, answering_server, three};
use crate::process::{Served, program, token};
use crate::server::within;

fn by(policy: Policy, servers: &[&Mocked]) -> Transport {
    let urls: Vec<_> = servers.iter().map(|server| server.url()).collect();
    let urls: Vec<_> = urls.iter().map(String::as_str).collect();
    connect(&urls, &servers[0].identity).transport_with(&Balancing { policy, ..Balancing::default() }).unwrap()
}

/// Returns a server that responds with its own name, after a while, and whose lists do not end.
fn slow(name: &'static str, time: Duration) -> MockUserService {
    let user = move || User { name: name.to_owned(), ..User::default() };
    MockUserService::new()
        .on_get_user(move |_| async move {
            tokio::time::sleep(time).await;
            Ok(Response::new(GetUserResponse { user: Some(user()) }))
        })
        .on_list_users(move |_| async move {
            let first = ListUsersResponse { user: Some(user()), next_page_token: String::new() };
            let list = tokio_stream::once(Ok(first)).chain(tokio_stream::pending());
            Ok(Response::new(list))
        })
}

async fn pair(slowness: Duration) -> [Mocked; 2] {
    let identity = identity();
    let any = "127.0.0.1:0".parse().unwrap();
    let slow_one = Mocked::at(any, &slow("slow", slowness), identity.clone()).await;
    [slow_one, Mocked::at(any, &slow("quick", Duration::ZERO), identity).await]
}

#[tokio::test]
async fn calls_the_least_loaded_server() {
    within(async {
        let [slow, quick] = pair(Duration::from_secs(5)).await;
        let transport = by(Policy::LeastLoaded, &[&slow, &quick]);
        // Idle servers take turns, so one of two calls goes to the slow server and does not end.
        let calls: Vec<_> = (0..2)
            .map(|_| {
                let transport = transport.clone();
                tokio::spawn(async move { answering_server(&transport).await })
            })
            .collect();
        while calls.iter().filter(|call| call.is_finished()).count() < 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for _ in 0..20 {
            assert_eq!(answering_server(&transport).await.unwrap(), "quick");
        }
        // Round-robin ignores the key.
        let turns = by(Policy::RoundRobin, &[&slow, &quick]);
        let one_of = async || tokio::time::timeout(Duration::from_millis(300), answering_server(&turns)).await.is_ok();
        assert_ne!(one_of().await, one_of().await);
    })
    .await;
}

#[tokio::test]
async fn streams_are_load_until_they_end() {
    within(async {
        let [one, two] = pair(Duration::ZERO).await;
        let transport = by(Policy::LeastLoaded, &[&one, &two]);
        let mut users = UserServiceClient::new(transport.clone());
        let mut streams = users.list_users(ListUsersRequest::default()).await.unwrap().into_inner();
        let busy = streams.message().await.unwrap().unwrap().user.unwrap().name;
        for _ in 0..10 {
            assert_ne!(answering_server(&transport).await.unwrap(), busy);
        }
        drop(streams);
        assert_eq!(all(&transport).await, ["quick", "slow"]);
    })
    .await;
}

async fn server_of(transport: &Transport, key: &str) -> String {
    let mut request = Request::new(GetUserRequest::default());
    request.metadata_mut().insert("customer", key.parse().unwrap());
    // A server that is gone is noticed by the first call, which is tried again.
    let answer = user_service::configured(transport.clone()).get_user(request).await.unwrap();
    answer.into_inner().user.unwrap().name
}

#[tokio::test]
async fn sends_a_key_to_one_server() {
    within(async {
        let [one, two, three] = three().await;
        let policy = || Policy::Sharded(ShardKey::Metadata(HeaderName::from_static("customer")));
        let transport = by(policy(), &[&one, &two, &three]);
        // Another client, which knows the servers in another order, agrees.
        let other = by(policy(), &[&three, &one, &two]);
        let mut servers = BTreeMap::new();
        for key in (0..30).map(|key| key.to_string()) {
            let server = server_of(&transport, &key).await;
            assert_eq!(server_of(&transport, &key).await, server);
            assert_eq!(server_of(&other, &key).await, server);
            servers.insert(key, server);
        }
        let used: std::collections::BTreeSet<_> = servers.values().collect();
        assert_eq!(used.len(), 3, "{servers:?}");
        assert_eq!(all(&transport).await, ["one", "three", "two"], "calls without a key take turns");
        // Only the keys of the removed server move to another one.
        two.stop().await;
        for (key, server) in servers {
            let now = server_of(&transport, &key).await;
            assert!(if server == "two" { now != "two" } else { now == server }, "{key}: {server}, {now}");
        }
    })
    .await;
}

#[tokio::test]
async fn offers_all_policies() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["--listen", "127.0.0.1:0", "--memory"];
        let one = Served::start(folder.path(), &arguments).await;
        let two = Served::start(folder.path(), &arguments).await;
        let client = |arguments: &[&str]| {
            let mut program = program();
            program.args(["client", "--server", &one.url, "--server", &two.url, "--data"]).arg(folder.path());
            program.env("SERVICES_TOKEN", token(folder.path())).args(arguments);
            program
        };
        client(&["call", "CreateUser", "name=Ann", "email=ann@example.org"]).output().await.unwrap();
        // Only one of the servers has the user, and a key goes to one of them.
        let listed = async |arguments: &[&str]| {
            let output = client(&[arguments, &["call", "ListUsers"]].concat()).output().await.unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout.len()
        };
        let sharded = ["--balance", "sharded", "--shard-key", "ann"];
        let first = listed(&sharded).await;
        for _ in 0..5 {
            assert_eq!(listed(&sharded).await, first);
        }
        listed(&["--balance", "least-loaded"]).await;
        let output = client(&["--balance", "sharded", "list"]).output().await.unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains("--shard-key <KEY>"));
    })
    .await;
}
