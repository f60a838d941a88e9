//! chat.v1.Chat: one room for all authenticated callers, of all servers with one database.

use tonic::{Request, Response, Status, Streaming};

use super::auth::Caller;
use super::drain::Drain;
use super::outgoing::Outgoing;
use super::room::Room;
use super::validate::Check;
use crate::fault::Fault;
use crate::proto::chat::v1::Message;
use crate::proto::chat::v1::chat_server::Chat;
use crate::store::Store;

#[derive(Debug)]
pub(super) struct ChatRoom(Room<Message>);

impl ChatRoom {
    pub(super) fn new(store: Store, drain: Drain) -> Self {
        Self(Room::open("chat", store, drain))
    }
}

#[tonic::async_trait]
impl Chat for ChatRoom {
    type ServerStreamStream = Outgoing<Message>;
    type StreamChatStream = Outgoing<Message>;

    async fn server_stream(&self, request: Request<Message>) -> Result<Response<Outgoing<Message>>, Status> {
        let caller = name_of(&request);
        let message = signed(request.into_inner(), &caller);
        Check::default().name("sender", &message.sender).done()?;
        let greeting = if message.content.is_empty() { None } else { Some(admit(message, &caller)?) };
        // Subscribes first, so that the caller receives its own greeting.
        let subscription = self.0.subscribe().await?;
        if let Some(greeting) = greeting {
            self.0.say(&greeting).await?;
        }
        Ok(subscription)
    }

    async fn client_stream(&self, request: Request<Streaming<Message>>) -> Result<Response<Message>, Status> {
        let caller = name_of(&request);
        let mut stream = request.into_inner();
        let mut received = 0_u64;
        while let Some(message) = stream.message().await? {
            self.0.say(&admit(message, &caller)?).await?;
            received += 1;
        }
        let content = format!("messages passed on: {received}");
        Ok(Response::new(Message { sender: "server".to_owned(), content }))
    }

    async fn stream_chat(&self, request: Request<Streaming<Message>>) -> Result<Response<Outgoing<Message>>, Status> {
        let caller = name_of(&request);
        let admit = move |message| std::future::ready(admit(message, &caller).map_err(Status::from));
        Ok(self.0.join(request.into_inner(), admit).await?)
    }
}

/// Returns the name of the caller.
fn name_of<T>(request: &Request<T>) -> String {
    request.extensions().get::<Caller>().map(|caller| caller.subject.clone()).unwrap_or_default()
}

/// Adds the name of the caller to a message without a sender.
fn signed(message: Message, caller: &str) -> Message {
    if message.sender.is_empty() { Message { sender: caller.to_owned(), ..message } } else { message }
}

fn admit(message: Message, caller: &str) -> Result<Message, Fault> {
    let message = signed(message, caller);
    Check::default().name("sender", &message.sender).content("content", &message.content).done()?;
    Ok(message)
}
