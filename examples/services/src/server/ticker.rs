//! ticker.v1.TickerStreamService: simulated prices, which are the same on every server at the same time.

use std::collections::BTreeSet;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::{MissedTickBehavior, interval};
use tokio_stream::{Stream, StreamExt};
use tonic::{Code, Request, Response, Status, Streaming};

use super::drain::{Drain, stopping};
use super::outgoing::{Outgoing, ResponseSender, produce};
use super::validate::Check;
use crate::fault::Fault;
use crate::proto::ticker::v1::ticker_stream_service_server::TickerStreamService;
use crate::proto::ticker::v1::{TickerRequest, TickerResponse, WatchPricesRequest};

const MOST_SYMBOLS: usize = 100;
const SYMBOL: &str = "must be 1 to 10 capital letters, digits and dots, beginning with a letter";

#[derive(Debug)]
pub(super) struct Ticker {
    tick: Duration,
    drain: Drain,
}

impl Ticker {
    pub(super) fn new(tick: Duration, drain: Drain) -> Self {
        Self { tick, drain }
    }

    /// Streams the prices of the symbols that `requests` subscribe to, until the server stops.
    fn prices<R>(&self, requests: R) -> Response<Outgoing<TickerResponse>>
    where
        R: Stream<Item = Result<TickerRequest, Status>> + Send + Unpin + 'static,
    {
        let stop = self.drain.begun();
        let tick = self.tick;
        produce(move |responses| async move {
            tokio::select! {
                ended = follow(requests, tick, responses) => ended,
                () = stop => Err(stopping()),
            }
        })
    }
}

#[tonic::async_trait]
impl TickerStreamService for Ticker {
    type TickerStreamStream = Outgoing<TickerResponse>;
    type WatchPricesStream = Outgoing<TickerResponse>;

    async fn ticker_stream(
        &self,
        request: Request<Streaming<TickerRequest>>,
    ) -> Result<Response<Outgoing<TickerResponse>>, Status> {
        Ok(self.prices(request.into_inner()))
    }

    async fn watch_prices(
        &self,
        request: Request<WatchPricesRequest>,
    ) -> Result<Response<Outgoing<TickerResponse>>, Status> {
        let WatchPricesRequest { symbols, count } = request.into_inner();
        let symbols = check_watch(symbols, count)?;
        let requests = symbols.into_iter().map(|symbol| Ok(TickerRequest { symbol }));
        let prices = self.prices(tokio_stream::iter(requests));
        Ok(match usize::try_from(count) {
            Ok(count) if count > 0 => prices.map(|prices| -> Outgoing<_> { Box::pin(prices.take(count)) }),
            _ => prices,
        })
    }
}

/// Sends the price of each new symbol at once, and the prices of all symbols at every tick. Continues after the caller
/// has closed the stream of requests.
async fn follow(
    mut requests: impl Stream<Item = Result<TickerRequest, Status>> + Unpin,
    tick: Duration,
    responses: ResponseSender<TickerResponse>,
) -> Result<(), Status> {
    let mut symbols = BTreeSet::new();
    let mut asking = true;
    let mut ticks = interval(tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks.reset();
    while asking || !symbols.is_empty() {
        tokio::select! {
            request = requests.next(), if asking => match request.transpose()? {
                Some(TickerRequest { symbol }) => {
                    subscribe(&mut symbols, &symbol)?;
                    send(&responses, &symbol).await;
                }
                None => asking = false,
            },
            _ = ticks.tick() => for symbol in &symbols {
                send(&responses, symbol).await;
            },
        }
    }
    Ok(())
}

fn subscribe(symbols: &mut BTreeSet<String>, symbol: &str) -> Result<(), Fault> {
    Check::default().require(is_symbol(symbol), "symbol", SYMBOL).done()?;
    symbols.insert(symbol.to_owned());
    if symbols.len() > MOST_SYMBOLS { Err(too_many().field("symbol", "is one too many")) } else { Ok(()) }
}

/// Validates one request. Reports every invalid symbol among the first hundred.
fn check_watch(symbols: Vec<String>, count: i32) -> Result<BTreeSet<String>, Fault> {
    let mut check = Check::default().require(!symbols.is_empty(), "symbols", "must not be empty");
    for (at, symbol) in symbols.iter().enumerate().take(MOST_SYMBOLS) {
        check = check.require(is_symbol(symbol), &format!("symbols[{at}]"), SYMBOL);
    }
    check.number("count", count.into(), 0, i64::from(i32::MAX)).done()?;
    if symbols.len() > MOST_SYMBOLS {
        return Err(too_many().field("symbols", format!("must be at most {MOST_SYMBOLS}")));
    }
    Ok(symbols.into_iter().collect())
}

fn too_many() -> Fault {
    Fault::new(Code::ResourceExhausted, format!("a stream may follow {MOST_SYMBOLS} symbols at most"))
        .quota("symbols of a stream")
}

fn is_symbol(text: &str) -> bool {
    text.len() <= 10
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.')
}

async fn send(responses: &ResponseSender<TickerResponse>, symbol: &str) {
    let now = OffsetDateTime::now_utc();
    let price = TickerResponse {
        symbol: symbol.to_owned(),
        ltp: price(symbol, now),
        timestamp: now.format(&Rfc3339).unwrap_or_default(),
    };
    // Fails if the caller has disconnected, and then this task is dropped.
    _ = responses.send(Ok(price)).await;
}

/// Returns the price of a symbol at a time, rounded to cents: a base level with slow and fast waves.
fn price(symbol: &str, at: OffsetDateTime) -> f64 {
    let seed = symbol.bytes().fold(7_u32, |seed, byte| seed.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let level = 10.0 + f64::from(seed % 50_000) / 100.0;
    let seconds = (at - OffsetDateTime::UNIX_EPOCH).as_seconds_f64() + f64::from(seed % 997);
    let wave = |period: f64, height: f64| (seconds * std::f64::consts::TAU / period).sin() * height;
    let moved = level * (1.0 + wave(3600.0, 0.05) + wave(61.0, 0.01) + wave(7.3, 0.002));
    (moved * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{is_symbol, price};

    #[test]
    fn validates_symbols() {
        for good in ["A", "ACME", "BRK.B", "X1", "ABCDEFGHIJ"] {
            assert!(is_symbol(good), "{good}");
        }
        for bad in ["", "acme", "1A", ".A", "A B", "Ä", "ABCDEFGHIJK"] {
            assert!(!is_symbol(bad), "{bad}");
        }
    }

    #[test]
    fn keeps_prices_near_their_level() {
        let hours = |hours| OffsetDateTime::UNIX_EPOCH + Duration::hours(hours * 7) + Duration::seconds(hours);
        let prices: Vec<f64> = (0..50).map(|at| price("ACME", hours(at))).collect();
        let least = prices.iter().copied().fold(f64::INFINITY, f64::min);
        let most = prices.iter().copied().fold(0.0, f64::max);
        assert!(least > 0.0 && least < most && most < least * 1.2, "{least} to {most}");
    }
}
