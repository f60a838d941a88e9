use std::collections::BTreeSet;

use services::proto::user::v1::user_service_client::UserServiceClient;
use services::proto::user::v1::{
    ChatStreamRequest, CreateUserRequest, CreateUsersRequest, GetUserRequest, GetUserV2Request, ListUsersRequest,
};
use services::proto::user::v2;
use services::proto::user::v2::user_service_client::UserServiceClient as UserServiceV2Client;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::server::{Running, all, assert_fault, create_users, end, new_user, within};

fn page(page_size: i32, page_token: &str) -> ListUsersRequest {
    ListUsersRequest { page_size, page_token: page_token.to_owned() }
}

#[tokio::test]
async fn finds_created_users_by_their_id() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let created = create_users(&mut users, "ann", 3).await;
        assert_eq!(created.iter().map(|user| &user.id).collect::<BTreeSet<_>>().len(), 3);
        for user in created {
            assert!(user.created_at > 1_700_000_000);
            let found = users.get_user(GetUserRequest { id: user.id.clone() }).await.unwrap().into_inner();
            assert_eq!(found.user, Some(user));
        }
    })
    .await;
}

#[tokio::test]
async fn creates_one_user_by_itself() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let request =
            |name: &str| CreateUserRequest { name: name.to_owned(), email: format!("{name}@example.org"), phone: None };
        let ann = users.create_user(request("ann")).await.unwrap().into_inner().user.unwrap();
        assert_eq!((ann.name.as_str(), ann.email.as_str()), ("ann", "ann@example.org"));
        let found = users.get_user(GetUserRequest { id: ann.id.clone() }).await.unwrap().into_inner();
        assert_eq!(found.user, Some(ann));
        // Fields have no index: there is one request.
        let status = users.create_user(request("ANN")).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("email", "is taken")]);
        let status = users.create_user(CreateUserRequest::default()).await.unwrap_err();
        let fields = [
            ("name", "must have 1 to 100 characters that show"),
            ("email", "must be an email address, such as ann@example.org"),
        ];
        assert_fault(&status, Code::InvalidArgument, &fields);
        assert_eq!(all(users.list_users(page(0, "")).await.unwrap().into_inner()).await.len(), 1);
    })
    .await;
}

/// The later method, the later service and the later field of one user.
#[tokio::test]
async fn has_two_versions_side_by_side() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let phone = Some("+4930123456".to_owned());
        let request = CreateUserRequest { name: "Ann".into(), email: "ann@example.org".into(), phone: phone.clone() };
        let first = users.create_user(request.clone()).await.unwrap().into_inner().user.unwrap();
        assert_eq!(first.phone, phone);
        let second = v2::User {
            id: first.id.clone(),
            display_name: first.name.clone(),
            email: first.email.clone(),
            phone,
            create_time: Some(prost_types::Timestamp { seconds: first.created_at, nanos: 0 }),
        };
        let by_method = users.get_user_v2(GetUserV2Request { id: first.id.clone() }).await.unwrap().into_inner();
        assert_eq!(by_method.user.as_ref(), Some(&second));
        let mut users_v2 = UserServiceV2Client::new(server.transport());
        let by_service = users_v2.get_user(v2::GetUserRequest { id: first.id.clone() }).await.unwrap().into_inner();
        assert_eq!(by_service.user, Some(second));
        let status = users_v2.get_user(v2::GetUserRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such user")]);
        // Whoever does not know phone numbers has none.
        let bob = create_users(&mut users, "bob", 1).await.remove(0);
        assert_eq!(bob.phone, None);
        let wrong = CreateUserRequest { phone: Some("030 12".into()), email: "cid@example.org".into(), ..request };
        let status = users.create_user(wrong).await.unwrap_err();
        let fields = [("phone", "must be `+` and 7 to 15 digits, such as +4930123456")];
        assert_fault(&status, Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test]
async fn reports_unknown_users() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let status = users.get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such user")]);
        assert_eq!(status.message(), "no user `nobody`");
        let status = users.get_user(GetUserRequest { id: String::new() }).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("id", "must not be empty")]);
    })
    .await;
}

#[tokio::test]
async fn reports_every_invalid_field() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let invalid = CreateUsersRequest { name: " ".into(), email: "nowhere".into() };
        let status = users.create_users(tokio_stream::iter([new_user("ann"), invalid])).await.unwrap_err();
        let fields = [
            ("[1].name", "must have 1 to 100 characters that show"),
            ("[1].email", "must be an email address, such as ann@example.org"),
        ];
        assert_fault(&status, Code::InvalidArgument, &fields);
        assert!(all(users.list_users(page(0, "")).await.unwrap().into_inner()).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn rejects_duplicate_email_addresses() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        create_users(&mut users, "ann", 1).await;
        let again = CreateUsersRequest { name: "Ann".into(), email: "ANN0@Example.org".into() };
        let status = users.create_users(tokio_stream::iter([new_user("bob"), again])).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("[1].email", "is taken")]);
        // All users are created or none, so bob does not exist either.
        assert_eq!(all(users.list_users(page(0, "")).await.unwrap().into_inner()).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let created = create_users(&mut users, "user", 7).await;
        let (mut listed, mut token, mut pages) = (Vec::new(), String::new(), Vec::new());
        loop {
            let items = all(users.list_users(page(3, &token)).await.unwrap().into_inner()).await;
            token = items.last().unwrap().next_page_token.clone();
            pages.push(items.len());
            listed.extend(items.into_iter().filter_map(|item| item.user));
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, [3, 3, 1]);
        assert_eq!(listed, created);
    })
    .await;
}

#[tokio::test]
async fn resumes_a_stream_after_its_last_user() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let created = create_users(&mut users, "user", 5).await;
        let mut stream = users.list_users(page(5, "")).await.unwrap().into_inner();
        stream.message().await.unwrap().unwrap();
        let second = stream.message().await.unwrap().unwrap();
        drop(stream);
        let rest = all(users.list_users(page(5, &second.next_page_token)).await.unwrap().into_inner()).await;
        let rest: Vec<_> = rest.into_iter().filter_map(|item| item.user).collect();
        assert_eq!(rest, created[2..]);
    })
    .await;
}

#[tokio::test]
async fn limits_page_sizes() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        create_users(&mut users, "user", 60).await;
        assert_eq!(all(users.list_users(page(0, "")).await.unwrap().into_inner()).await.len(), 50);
        assert_eq!(all(users.list_users(page(1000, "")).await.unwrap().into_inner()).await.len(), 60);
        for size in [-1, 1001, i32::MIN, i32::MAX] {
            let status = users.list_users(page(size, "")).await.unwrap_err();
            assert_fault(&status, Code::InvalidArgument, &[("page_size", "must be 0 to 1000")]);
        }
        let status = users.list_users(page(1, "2")).await.unwrap_err();
        let fields = [("page_token", "must be a next_page_token of this list")];
        assert_fault(&status, Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test]
async fn broadcasts_the_messages_of_users() {
    within(async {
        let server = Running::start();
        let created = create_users(&mut server.users(), "user", 2).await;
        let mut sides = Vec::new();
        for user in &created {
            let (say, messages) = mpsc::channel(4);
            // Each caller has its own client, as two users would.
            let stream = server.users().chat_stream(ReceiverStream::new(messages)).await.unwrap().into_inner();
            sides.push((user, say, stream));
        }
        for (user, say, _) in &sides {
            let content = format!("hello from {}", user.name);
            say.send(ChatStreamRequest { user_id: user.id.clone(), content }).await.unwrap();
        }
        let mut heard = Vec::new();
        for (_, say, mut stream) in sides {
            let (first, second) = (stream.message().await.unwrap().unwrap(), stream.message().await.unwrap().unwrap());
            assert!(first.sent_at > 1_700_000_000);
            heard.push([(first.user_name, first.content), (second.user_name, second.content)]);
            // When one side has sent everything, its stream ends.
            drop(say);
            assert_eq!(stream.message().await.unwrap(), None);
        }
        assert_eq!(heard[0], heard[1]);
        heard[0].sort();
        let expected = [("user0", "hello from user0"), ("user1", "hello from user1")];
        assert_eq!(heard[0], expected.map(|(name, content)| (name.to_owned(), content.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn rejects_chat_messages_of_unknown_users() {
    within(async {
        let server = Running::start();
        let mut users = server.users();
        let stranger = ChatStreamRequest { user_id: "nobody".into(), content: "hello".into() };
        let stream = users.chat_stream(tokio_stream::iter([stranger])).await.unwrap().into_inner();
        assert_fault(&end(stream).await, Code::NotFound, &[("id", "there is no such user")]);
        let silent = ChatStreamRequest { user_id: "nobody".into(), content: String::new() };
        let stream = users.chat_stream(tokio_stream::iter([silent])).await.unwrap().into_inner();
        assert_fault(&end(stream).await, Code::InvalidArgument, &[("content", "must have 1 to 4000 characters")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn serves_concurrent_callers() {
    within(async {
        let server = Running::start();
        let users = server.users();
        let calls = (0..40).map(|caller| {
            let mut users: UserServiceClient<_> = users.clone();
            tokio::spawn(async move {
                let created = create_users(&mut users, &format!("caller{caller}-"), 5).await;
                let id = created[4].id.clone();
                users.get_user(GetUserRequest { id }).await.unwrap().into_inner().user.unwrap().name
            })
        });
        for (caller, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
            assert_eq!(call.await.unwrap(), format!("caller{caller}-4"));
        }
        // Forty callers want the same address, and one gets it.
        let calls = (0..40).map(|_| {
            let mut users = users.clone();
            tokio::spawn(async move { users.create_users(tokio_stream::iter([new_user("same")])).await })
        });
        let mut created = 0;
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(_) => created += 1,
                Err(status) => assert_eq!(status.code(), Code::AlreadyExists),
            }
        }
        assert_eq!(created, 1);
    })
    .await;
}
