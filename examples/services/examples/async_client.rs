//! An asynchronous client: concurrent calls, concurrent streams, a deadline, and a cancellation.
//!
//! It needs a server: `cargo run -p services -- serve`. Calls are retried according to `service_config.json`.

#![expect(clippy::print_stdout, reason = "it shows what it does")]

use std::error::Error;
use std::time::Duration;

use services::client::{Connect, Keepalive, Transport};
use services::data::DataDir;
use services::proto::chat::v1::{Message, chat};
use services::proto::ticker::v1::{TickerRequest, ticker_stream_service};
use services::proto::user::v1::{CreateUsersRequest, GetUserRequest, ListUsersRequest, user_service};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let data = DataDir::new("services-data");
    let servers = vec!["dns:///localhost:50051".to_owned()];
    let token = data.secret()?.sign("async client", Duration::from_secs(60))?;
    let connect =
        Connect { servers, ca: data.ca()?, certificate: None, token: Some(token), keepalive: Keepalive::default() };
    // Clones share connections, so a client per task costs nothing.
    let transport = connect.transport()?;
    many_at_once(transport.clone()).await?;
    both_ways(transport.clone()).await?;
    deadline(transport.clone()).await?;
    Ok(cancellation(transport).await?)
}

/// Makes concurrent unary calls over one connection, and handles responses as they arrive.
async fn many_at_once(transport: Transport) -> Result<(), Box<dyn Error>> {
    let mut users = user_service::configured(transport);
    let email = |number: u32| format!("{number}@{}.example", std::process::id());
    let new = (0..5).map(move |number| CreateUsersRequest { name: format!("user {number}"), email: email(number) });
    let created = users.create_users(tokio_stream::iter(new)).await?.into_inner().users;
    let mut calls = JoinSet::new();
    for id in created.into_iter().map(|user| user.id) {
        let mut users = users.clone();
        calls.spawn(async move { users.get_user(GetUserRequest { id }).await });
    }
    while let Some(answer) = calls.join_next().await {
        println!("many at once: {}", answer??.into_inner().user.unwrap_or_default().name);
    }
    Ok(())
}

/// Reads a server stream, and greets each user of it on a bidirectional stream.
async fn both_ways(transport: Transport) -> Result<(), Status> {
    let page = ListUsersRequest { page_size: 3, ..Default::default() };
    let mut listed = user_service::configured(transport.clone()).list_users(page).await?.into_inner();
    let (say, said) = mpsc::channel(1);
    let mut heard = chat::configured(transport).stream_chat(ReceiverStream::new(said)).await?.into_inner();
    let greet = async move {
        while let Some(answer) = listed.message().await? {
            let content = format!("hello, {}", answer.user.unwrap_or_default().name);
            // Fails after the server has ended the stream; `listen` returns the reason.
            _ = say.send(Message { sender: "async client".to_owned(), content }).await;
        }
        // `say` is dropped here, which ends the stream of requests.
        Ok(())
    };
    let listen = async {
        while let Some(message) = heard.message().await? {
            println!("both ways: {}", message.content);
        }
        Ok(())
    };
    tokio::try_join!(greet, listen).map(drop)
}

fn acme() -> impl tokio_stream::Stream<Item = TickerRequest> {
    tokio_stream::iter([TickerRequest { symbol: "ACME".to_owned() }])
}

/// Sets a deadline for a stream that otherwise would not end.
async fn deadline(transport: Transport) -> Result<(), Status> {
    let mut request = Request::new(acme());
    request.set_timeout(Duration::from_millis(700));
    let mut prices = ticker_stream_service::configured(transport).ticker_stream(request).await?.into_inner();
    let mut count = 0;
    let end = loop {
        match prices.message().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break "the end".to_owned(),
            Err(status) => break format!("{:?}: {}", status.code(), status.message()),
        }
    };
    println!("deadline: {count} prices, then {end}");
    Ok(())
}

/// Drops a call, which cancels it: the server is notified and stops.
async fn cancellation(transport: Transport) -> Result<(), Status> {
    let mut prices = ticker_stream_service::configured(transport).ticker_stream(acme()).await?.into_inner();
    let first = prices.message().await?.unwrap_or_default();
    drop(prices);
    println!("cancellation: after the first price of {}", first.symbol);
    Ok(())
}
