//! Generated code for earlier versions of prost and tonic. The tests send messages and calls, and compare what comes back.

#![allow(missing_docs, unreachable_pub, reason = "the code is generated")]

include!(concat!(env!("OUT_DIR"), "/mod.rs"));

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::pin::Pin;

    use prost::Message;
    use tonic::codegen::tokio_stream::{self, Stream, StreamExt};
    use tonic::{Request, Response, Status};

    use super::earlier::v1::checked;
    use super::earlier::v1::notes::{CheckedNotes, ParsedNotes};
    use super::earlier::v1::notes_client::NotesClient;
    use super::earlier::v1::notes_server::NotesServer;
    use super::earlier::v1::shop_client::ShopClient;
    use super::earlier::v1::shop_server::{Shop, ShopServer};
    use super::earlier::v1::{Color, Kept, Kind, Line, Note, Order, Paint, order};

    fn line(name: &str) -> Line {
        Line { name: name.to_owned(), count: 2 }
    }

    fn example() -> Order {
        Order {
            id: "1".to_owned(),
            kind: Kind::New.into(),
            lines: vec![line("a")],
            notes: [("b".to_owned(), vec![0, 255])].into(),
            time: Some(prost_types::Timestamp { seconds: 1, nanos: 5_000_000 }),
            r#gen: Some(0.5),
            one: Some(order::One::Order(Box::default())),
        }
    }

    #[test]
    fn messages_come_back() {
        let order = example();
        assert_eq!(Order::decode(&*order.encode_to_vec()), Ok(order));
    }

    #[test]
    fn json_comes_back() {
        let order = example();
        let json = serde_json::to_string(&order).unwrap();
        assert!(json.contains("\"time\":\"1970-01-01T00:00:01.005Z\"") && json.contains("KIND_NEW"), "{json}");
        assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
    }

    #[test]
    fn unknown_fields_and_values_come_back() {
        let bytes = [0x08, 0x07, 0x12, 0x02, 0x08, 0x09];
        assert_eq!(Paint::decode(&bytes[..2]).unwrap().encode_to_vec(), bytes[..2]);
        assert_eq!(Paint::decode(&[0x08, 0x01][..]).unwrap().color, Color::Red);
        assert_eq!(Kept::decode(&bytes[2..]).unwrap().encode_to_vec(), bytes[2..]);
    }

    struct Server;

    #[tonic::async_trait]
    impl Shop for Server {
        type WatchStream = Pin<Box<dyn Stream<Item = Result<Line, Status>> + Send>>;

        async fn place(&self, request: Request<Order>) -> Result<Response<Order>, Status> {
            Ok(Response::new(request.into_inner().with_id("2")))
        }

        async fn watch(&self, request: Request<Line>) -> Result<Response<Self::WatchStream>, Status> {
            let line = request.into_inner();
            Ok(Response::new(Box::pin(tokio_stream::iter([Ok(line.clone()), Ok(line)]))))
        }
    }

    #[test]
    fn answers_calls() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut client = ShopClient::new(ShopServer::new(Server));
            let order = client.place(example()).await.unwrap().into_inner();
            assert_eq!(order, Order { id: "2".to_owned(), ..example() });
            let lines = client.watch(line("a")).await.unwrap().into_inner();
            let lines: Vec<Line> = lines.map(Result::unwrap).collect().await;
            assert_eq!(lines, [line("a"), line("a")]);
        });
    }

    struct Checked;

    #[tonic::async_trait]
    impl CheckedNotes for Checked {
        async fn add(&self, request: Request<checked::Note>) -> Result<Response<Line>, Status> {
            Ok(Response::new(request.into_inner().line))
        }

        async fn add_all(
            &self,
            request: Request<tonic::codegen::BoxStream<checked::Note>>,
        ) -> Result<Response<Line>, Status> {
            let notes: Vec<checked::Note> = request.into_inner().map(Result::unwrap).collect().await;
            Ok(Response::new(notes[0].line.clone()))
        }
    }

    #[test]
    fn servers_take_checked_requests() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut client = NotesClient::new(NotesServer::new(ParsedNotes::new(Checked)));
            let note = Note { line: Some(line("a")), text: "short".to_owned() };
            assert_eq!(client.add(note.clone()).await.unwrap().into_inner(), line("a"));
            let notes = tokio_stream::iter([note.clone(), note]);
            assert_eq!(client.add_all(notes).await.unwrap().into_inner(), line("a"));
            let wrong = Note { line: None, text: "too long".to_owned() };
            let status = client.add(wrong).await.unwrap_err();
            assert_eq!(status.code(), tonic::Code::InvalidArgument);
            assert!(status.message().contains("line: value is required"), "{status}");
            assert!(status.message().contains("text: must be at most 5 characters"), "{status}");
        });
    }
}
