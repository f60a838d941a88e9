//! Readable forms of times and elements.

use std::time::Duration;

use protoward_schema::{Element, Schema};

pub(super) use protoward_source::{count, grouped, list};

/// Formats a duration: `0.4 ms`, `12 ms`, `1.2 s`.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        _ if seconds < 0.01 => format!("{:.1} ms", seconds * 1e3),
        _ if seconds < 1.0 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{seconds:.1} s"),
    }
}

/// Returns the word for an element, such as `message` or `field`.
pub(super) fn kind(schema: &Schema, element: Element) -> &'static str {
    match element {
        Element::File(_) => "file",
        Element::Message(_) => "message",
        Element::Field(id) if schema[id].is_extension() => "extension",
        Element::Field(_) => "field",
        Element::Oneof(_) => "oneof",
        Element::Enum(_) => "enum",
        Element::EnumValue(_) => "value",
        Element::Service(_) => "service",
        Element::Method(_) => "method",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_durations_readably() {
        assert_eq!(duration(Duration::from_micros(420)), "0.4 ms");
        assert_eq!(duration(Duration::from_millis(42)), "42 ms");
        assert_eq!(duration(Duration::from_millis(1234)), "1.2 s");
    }
}
