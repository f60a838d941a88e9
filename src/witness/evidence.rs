//! A witness as what a report shows.

use super::show::hex;
use super::{Exchange, NoWitness, Witness};
use crate::report::Evidence;

/// What a report shows below a finding: both readings, or why there are none.
pub fn evidence(found: &Result<Witness, NoWitness>) -> Evidence {
    let mut evidence = Evidence { name: "witness", title: String::new(), rows: Vec::new(), data: Vec::new() };
    match found {
        Err(none) => {
            evidence.title = format!("none: {}", none.reason());
            evidence.data.push(("none", none.reason().to_owned()));
        }
        Ok(Witness { wire, json, json_alike }) => {
            let Some(exchange) = wire.as_ref().or(json.as_ref()) else { return evidence };
            evidence.title = match exchange.message == exchange.read_as {
                true => format!("a message `{}`", exchange.message),
                false => format!("a message `{}`, read as `{}`", exchange.message, exchange.read_as),
            };
            evidence.data.push(("message", exchange.message.clone()));
            if let Some(wire) = wire {
                evidence.rows.push(("bytes".to_owned(), picture(wire)));
                evidence.rows.extend(readings(wire));
                let keys = ["bytes", "bytes_writer", "bytes_written", "bytes_read"];
                evidence.data.extend(data(keys, hex(&wire.payload), wire));
            }
            if let Some(json) = json {
                let text = String::from_utf8_lossy(&json.payload).into_owned();
                evidence.rows.push(("JSON".to_owned(), vec![text.clone()]));
                evidence.rows.extend(readings(json));
                evidence.data.extend(data(["json", "json_writer", "json_written", "json_read"], text, json));
            }
            if let Some(alike) = json_alike {
                let text = String::from_utf8_lossy(&alike.payload).into_owned();
                let same = format!("{text}: {} reads the same by the names", alike.writer.other().word());
                evidence.rows.push(("JSON".to_owned(), vec![same]));
                evidence.rows.extend(readings(alike));
                evidence.data.extend([("json_alike", text), ("json_alike_read", alike.read.join("; "))]);
            }
        }
    }
    evidence
}

/// One line for each piece: the bytes, and what they are.
fn picture(exchange: &Exchange) -> Vec<String> {
    if exchange.payload.is_empty() {
        return vec!["none: nothing is set".to_owned()];
    }
    let bytes: Vec<_> = exchange.pieces.iter().map(|piece| "   ".repeat(piece.depth) + &hex(&piece.bytes)).collect();
    let width = bytes.iter().map(String::len).max().unwrap_or_default();
    bytes.iter().zip(&exchange.pieces).map(|(bytes, piece)| format!("{bytes:width$}  {}", piece.meaning)).collect()
}

fn readings(exchange: &Exchange) -> [(String, Vec<String>); 2] {
    let (writer, reader) = (exchange.writer.word(), exchange.writer.other().word());
    [(format!("{writer} wrote"), exchange.written.clone()), (format!("{reader} reads"), exchange.read.clone())]
}

fn data(keys: [&'static str; 4], payload: String, exchange: &Exchange) -> [(&'static str, String); 4] {
    let values = [payload, exchange.writer.word().to_owned(), exchange.written.join("; "), exchange.read.join("; ")];
    let mut values = values.into_iter();
    keys.map(|key| (key, values.next().unwrap_or_default()))
}
