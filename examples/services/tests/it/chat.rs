use services::client::Transport;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::server::{Running, all, assert_fault, end, within};

fn message(sender: &str, content: &str) -> Message {
    Message { sender: sender.to_owned(), content: content.to_owned() }
}

fn chat(server: &Running) -> ChatClient<Transport> {
    ChatClient::new(server.transport())
}

#[tokio::test]
async fn a_listener_hears_its_greeting_and_all_that_is_said_after() {
    within(async {
        let server = Running::start();
        let mut ear = chat(&server).server_stream(message("ann", "hello")).await.unwrap().into_inner();
        assert_eq!(ear.message().await.unwrap().unwrap(), message("ann", "hello"));
        let said = [message("bob", "one"), message("bob", "two")];
        let summary = chat(&server).client_stream(tokio_stream::iter(said.clone())).await.unwrap().into_inner();
        assert_eq!(summary, message("server", "messages passed on: 2"));
        for expected in said {
            assert_eq!(ear.message().await.unwrap().unwrap(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_listener_without_a_greeting_says_nothing() {
    within(async {
        let server = Running::start();
        let mut first = chat(&server).server_stream(message("ann", "")).await.unwrap().into_inner();
        chat(&server).server_stream(message("bob", "hi")).await.unwrap();
        assert_eq!(first.message().await.unwrap().unwrap(), message("bob", "hi"));
    })
    .await;
}

#[tokio::test]
async fn all_speakers_hear_the_same_order() {
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
        let from_ann: Vec<_> = first.iter().filter(|said| said.sender == "ann").collect();
        assert_eq!(from_ann.iter().map(|said| said.content.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    })
    .await;
}

#[tokio::test]
async fn a_speaker_that_is_done_hears_its_last_word_before_the_end() {
    within(async {
        let server = Running::start();
        let said: Vec<_> = (0..100).map(|index| message("ann", &index.to_string())).collect();
        let heard = chat(&server).stream_chat(tokio_stream::iter(said.clone())).await.unwrap().into_inner();
        assert_eq!(all(heard).await, said);
    })
    .await;
}

#[tokio::test]
async fn messages_are_checked_in_every_pattern() {
    within(async {
        let server = Running::start();
        let mut chat = chat(&server);
        let nameless = [("sender", "must have 1 to 100 characters that show")];
        let status = chat.server_stream(message("", "")).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &nameless);
        let status = chat.client_stream(tokio_stream::iter([message("", "hello")])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &nameless);
        let long = message("ann", &"x".repeat(4001));
        let heard = chat.stream_chat(tokio_stream::iter([long])).await.unwrap().into_inner();
        let fields = [("content", "must have 1 to 4000 characters")];
        assert_fault(&end(heard).await, Code::InvalidArgument, &fields);
    })
    .await;
}
