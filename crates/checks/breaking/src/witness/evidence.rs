//! Witnesses in the form that reports display, as lines of text without types of this crate.

use super::show::hex;
use super::{Exchange, NoWitness, Request, Witness};
use protoward_source::Evidence;

/// Returns the evidence to display below a finding: both interpretations, or why there are none.
pub fn evidence(found: &Result<Witness, NoWitness>) -> Evidence {
    let mut evidence = Evidence { name: "witness", title: String::new(), rows: Vec::new(), data: Vec::new() };
    match found {
        Err(none) => {
            evidence.title = format!("none: {}", none.reason());
            evidence.data.push(("none", none.reason().to_owned()));
        }
        Ok(Witness { call: Some(request), .. }) => of_request(request, &mut evidence),
        Ok(Witness { wire, json, json_alike, call: None }) => {
            let Some(exchange) = wire.as_ref().or(json.as_ref()) else { return evidence };
            evidence.title = if exchange.message == exchange.read_as {
                format!("a message `{}`", exchange.message)
            } else {
                format!("a message `{}`, read as `{}`", exchange.message, exchange.read_as)
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

/// Adds the command and both interpretations.
fn of_request(request: &Request, evidence: &mut Evidence) {
    evidence.title = "an HTTP request".to_owned();
    evidence.rows.push(("request".to_owned(), vec![request.command.clone()]));
    evidence.rows.extend(request.answer.iter().map(|answer| ("answer".to_owned(), vec![answer.clone()])));
    evidence.rows.push(("old".to_owned(), request.old.clone()));
    evidence.rows.push(("new".to_owned(), request.new.clone()));
    evidence.data.push(("request", request.command.clone()));
    evidence.data.extend(request.answer.iter().map(|answer| ("request_answer", answer.clone())));
    evidence.data.extend([("request_old", request.old.join("; ")), ("request_new", request.new.join("; "))]);
}

/// Returns one line per piece: its bytes and their meaning.
fn picture(exchange: &Exchange) -> Vec<String> {
    if exchange.payload.is_empty() {
        return vec!["none: nothing is set".to_owned()];
    }
    let bytes: Vec<_> = exchange.pieces.iter().map(|piece| "   ".repeat(piece.depth) + &hex(&piece.bytes)).collect();
    let width = bytes.iter().map(String::len).max().unwrap_or_default();
    bytes.iter().zip(&exchange.pieces).map(|(bytes, piece)| format!("{bytes:width$}  {}", piece.meaning)).collect()
}

fn readings(exchange: &Exchange) -> [(String, Vec<String>); 2] {
    let writer = exchange.writer.word();
    let reader = exchange.writer.other().word();
    [(format!("{writer} wrote"), exchange.written.clone()), (format!("{reader} reads"), exchange.read.clone())]
}

fn data(keys: [&'static str; 4], payload: String, exchange: &Exchange) -> [(&'static str, String); 4] {
    let values = [payload, exchange.writer.word().to_owned(), exchange.written.join("; "), exchange.read.join("; ")];
    let mut values = values.into_iter();
    keys.map(|key| (key, values.next().unwrap_or_default()))
}
