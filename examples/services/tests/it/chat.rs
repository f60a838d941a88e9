use services::client::Transport;
use services::data::DataDir;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use services::store::Store;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::server::{Running, all, assert_fault, end, options, within};

fn message(sender: &str, content: &str) -> Message {
    Message { sender: sender.to_owned(), content: content.to_owned() }
}

fn chat(server: &Running) -> ChatClient<Transport> {
    ChatClient::new(server.transport())
}

#[tokio::test]
async fn listener_receives_its_greeting_and_later_messages() {
    within(async {
        let server = Running::start();
        let mut messages = chat(&server).server_stream(message("ann", "hello")).await.unwrap().into_inner();
        assert_eq!(messages.message().await.unwrap().unwrap(), message("ann", "hello"));
        let sent = [message("bob", "one"), message("bob", "two")];
        let summary = chat(&server).client_stream(tokio_stream::iter(sent.clone())).await.unwrap().into_inner();
        assert_eq!(summary, message("server", "messages passed on: 2"));
        for expected in sent {
            assert_eq!(messages.message().await.unwrap().unwrap(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn listener_without_a_greeting_sends_nothing() {
    within(async {
        let server = Running::start();
        let mut first = chat(&server).server_stream(message("ann", "")).await.unwrap().into_inner();
        chat(&server).server_stream(message("bob", "hi")).await.unwrap();
        assert_eq!(first.message().await.unwrap().unwrap(), message("bob", "hi"));
    })
    .await;
}

#[tokio::test]
async fn all_callers_receive_the_same_order() {
    within(async {
        let server = Running::start();
        let (say_ann, ann) = mpsc::channel(8);
        let (say_bob, bob) = mpsc::channel(8);
        let mut heard_ann = chat(&server).stream_chat(ReceiverStream::new(ann)).await.unwrap().into_inner();
        let mut heard_bob = chat(&server).stream_chat(ReceiverStream::new(bob)).await.unwrap().into_inner();
        for index in 0..4 {
            say_ann.send(message("ann", &index.to_string())).await.unwrap();
            say_bob.send(message("bob", &index.to_string())).await.unwrap();
        }
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for _ in 0..8 {
            first.push(heard_ann.message().await.unwrap().unwrap());
            second.push(heard_bob.message().await.unwrap().unwrap());
        }
        assert_eq!(first, second);
        let from_ann: Vec<_> = first.iter().filter(|sent| sent.sender == "ann").collect();
        assert_eq!(from_ann.iter().map(|sent| sent.content.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    })
    .await;
}

#[tokio::test]
async fn servers_with_one_database_have_one_room() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let start = || Running::with(options(), data.open(&[]).unwrap(), Store::file(&data.database()).unwrap());
        let servers = [start(), start()];
        // What was said before is not heard.
        chat(&servers[0]).client_stream(tokio_stream::iter([message("ann", "earlier")])).await.unwrap();
        let mut heard = Vec::new();
        for server in &servers {
            heard.push(chat(server).server_stream(message("listener", "")).await.unwrap().into_inner());
        }
        for index in 0..4 {
            for server in &servers {
                let said = message("ann", &index.to_string());
                chat(server).client_stream(tokio_stream::iter([said])).await.unwrap();
            }
        }
        for messages in &mut heard {
            let mut contents = Vec::new();
            for _ in 0..8 {
                contents.push(messages.message().await.unwrap().unwrap().content);
            }
            assert_eq!(contents, ["0", "0", "1", "1", "2", "2", "3", "3"]);
        }
    })
    .await;
}

#[tokio::test]
async fn caller_receives_its_last_message_before_the_end() {
    within(async {
        let server = Running::start();
        let sent: Vec<_> = (0..100).map(|index| message("ann", &index.to_string())).collect();
        let received = chat(&server).stream_chat(tokio_stream::iter(sent.clone())).await.unwrap().into_inner();
        assert_eq!(all(received).await, sent);
    })
    .await;
}

#[tokio::test]
async fn messages_without_a_sender_are_from_the_caller() {
    within(async {
        let server = Running::start();
        let mut messages = chat(&server).server_stream(message("", "hello")).await.unwrap().into_inner();
        assert_eq!(messages.message().await.unwrap().unwrap(), message("tester", "hello"));
        chat(&server).client_stream(tokio_stream::iter([message("", "one")])).await.unwrap();
        assert_eq!(messages.message().await.unwrap().unwrap(), message("tester", "one"));
        let sent = [message("", "two"), message("ann", "three")];
        let heard = chat(&server).stream_chat(tokio_stream::iter(sent)).await.unwrap().into_inner();
        assert_eq!(all(heard).await, [message("tester", "two"), message("ann", "three")]);
    })
    .await;
}

#[tokio::test]
async fn validates_messages_of_every_method() {
    within(async {
        let server = Running::start();
        let mut chat = chat(&server);
        let nameless = [("sender", "must have 1 to 100 characters that show")];
        let status = chat.server_stream(message(" ", "")).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &nameless);
        let status = chat.client_stream(tokio_stream::iter([message("\n", "hello")])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &nameless);
        let long = message("ann", &"x".repeat(4001));
        let received = chat.stream_chat(tokio_stream::iter([long])).await.unwrap().into_inner();
        let fields = [("content", "must have 1 to 4000 characters")];
        assert_fault(&end(received).await, Code::InvalidArgument, &fields);
    })
    .await;
}
