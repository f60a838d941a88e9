use std::collections::BTreeSet;
use std::time::Duration;

use services::client::Transport;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::ticker::v1::{TickerRequest, WatchPricesRequest};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request};

use crate::server::{Running, all, assert_fault, end, within};

fn symbol(symbol: &str) -> TickerRequest {
    TickerRequest { symbol: symbol.to_owned() }
}

fn ticker(server: &Running) -> TickerStreamServiceClient<Transport> {
    TickerStreamServiceClient::new(server.transport())
}

#[tokio::test]
async fn prices_of_all_symbols_keep_coming() {
    within(async {
        let server = Running::start();
        let (request_sender, requests) = mpsc::channel(4);
        request_sender.send(symbol("ACME")).await.unwrap();
        let mut prices = ticker(&server).ticker_stream(ReceiverStream::new(requests)).await.unwrap().into_inner();
        let first = prices.message().await.unwrap().unwrap();
        assert_eq!(first.symbol, "ACME");
        assert!(first.ltp > 0.0);
        assert!(first.timestamp.starts_with("20") && first.timestamp.ends_with('Z'), "{}", first.timestamp);
        request_sender.send(symbol("BRK.B")).await.unwrap();
        let mut seen = Vec::new();
        while seen.iter().filter(|seen| *seen == "BRK.B").count() < 3 {
            seen.push(prices.message().await.unwrap().unwrap().symbol);
        }
        assert!(seen.iter().filter(|seen| *seen == "ACME").count() >= 2, "{seen:?}");
    })
    .await;
}

#[tokio::test]
async fn sends_prices_until_the_deadline_to_a_half_closed_caller() {
    within(async {
        let server = Running::start();
        let mut request = Request::new(tokio_stream::iter([symbol("ACME"), symbol("ACME")]));
        request.set_timeout(Duration::from_millis(300));
        let mut prices = ticker(&server).ticker_stream(request).await.unwrap().into_inner();
        for _ in 0..5 {
            assert_eq!(prices.message().await.unwrap().unwrap().symbol, "ACME");
        }
        assert_eq!(end(prices).await.code(), Code::DeadlineExceeded);
    })
    .await;
}

#[tokio::test]
async fn sends_nothing_to_a_caller_that_asks_for_nothing() {
    within(async {
        let server = Running::start();
        let prices = ticker(&server).ticker_stream(tokio_stream::empty()).await.unwrap().into_inner();
        assert!(all(prices).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn checks_and_counts_symbols() {
    within(async {
        let server = Running::start();
        let prices = ticker(&server).ticker_stream(tokio_stream::iter([symbol("acme")])).await.unwrap().into_inner();
        let description = "must be 1 to 10 capital letters, digits and dots, beginning with a letter";
        assert_fault(&end(prices).await, Code::InvalidArgument, &[("symbol", description)]);
        let many = (0..101).map(|index| symbol(&format!("S{index}")));
        assert_eq!(many.clone().map(|request| request.symbol).collect::<BTreeSet<_>>().len(), 101);
        let prices = ticker(&server).ticker_stream(tokio_stream::iter(many)).await.unwrap().into_inner();
        assert_fault(&end(prices).await, Code::ResourceExhausted, &[("symbol", "is one too many")]);
    })
    .await;
}

fn watch(symbols: &[&str]) -> WatchPricesRequest {
    WatchPricesRequest { symbols: symbols.iter().map(|symbol| (*symbol).to_owned()).collect(), count: 0 }
}

#[tokio::test]
async fn limits_the_number_of_prices_on_request() {
    within(async {
        let server = Running::start();
        for (symbols, count) in [(&["ACME"][..], 5), (&["ACME", "BRK.B"], 5), (&["ACME", "BRK.B"], 1)] {
            let request = WatchPricesRequest { count, ..watch(symbols) };
            let prices = all(ticker(&server).watch_prices(request).await.unwrap().into_inner()).await;
            assert_eq!(prices.len(), usize::try_from(count).unwrap(), "{symbols:?}");
        }
        let status = ticker(&server).watch_prices(WatchPricesRequest { count: -1, ..watch(&["acme"]) }).await;
        let fields = [
            ("symbols[0]", "must be 1 to 10 capital letters, digits and dots, beginning with a letter"),
            ("count", "must be 0 to 2147483647"),
        ];
        assert_fault(&status.unwrap_err(), Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test]
async fn one_request_watches_several_symbols() {
    within(async {
        let server = Running::start();
        let mut prices = ticker(&server).watch_prices(watch(&["ACME", "BRK.B", "ACME"])).await.unwrap().into_inner();
        let mut seen = Vec::new();
        while seen.iter().filter(|seen| *seen == "BRK.B").count() < 3 {
            seen.push(prices.message().await.unwrap().unwrap().symbol);
        }
        let acme = seen.iter().filter(|seen| *seen == "ACME").count();
        assert!(acme >= 2 && acme + 3 == seen.len(), "{seen:?}");
    })
    .await;
}

#[tokio::test]
async fn checks_the_symbols_of_one_request_before_the_stream_begins() {
    within(async {
        let server = Running::start();
        let description = "must be 1 to 10 capital letters, digits and dots, beginning with a letter";
        let status = ticker(&server).watch_prices(watch(&["acme", "ACME", ""])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("symbols[0]", description), ("symbols[2]", description)]);
        let status = ticker(&server).watch_prices(watch(&[])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("symbols", "must not be empty")]);
        let status = ticker(&server).watch_prices(watch(&["ACME"; 101])).await.unwrap_err();
        assert_fault(&status, Code::ResourceExhausted, &[("symbols", "must be at most 100")]);
    })
    .await;
}
