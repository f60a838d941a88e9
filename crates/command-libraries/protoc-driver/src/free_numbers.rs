//! `--print_free_field_numbers`: numbers that no field, extension range or reservation uses.

use crate::arguments::Job;
use protoward_schema::{Message, MessageId, Schema};

/// The maximum field number: a tag has 32 bits, three of which are the wire type.
const LAST: i32 = (1 << 29) - 1;

/// Returns a line per message of the input files, nested messages first.
pub(crate) fn free_numbers(job: &Job<'_>) -> String {
    let mut text = String::new();
    for file in job.files() {
        for &message in &job.schema()[file].messages {
            of_message(job.schema(), message, &mut text);
        }
    }
    text
}

/// The recursion is bounded, because the compiler limits nesting to 32 levels.
fn of_message(schema: &Schema, id: MessageId, text: &mut String) {
    let message = &schema[id];
    for &inner in &message.messages {
        of_message(schema, inner, text);
    }
    text.push_str(&format!("{:<35} free:", schema.text(message.full_name)));
    let mut next = 1;
    for (start, end) in taken(schema, message) {
        if next < start {
            text.push_str(&range(next, start - 1));
        }
        next = next.max(end.saturating_add(1));
    }
    if next <= LAST {
        text.push_str(&format!(" {next}-INF"));
    }
    text.push('\n');
}

fn range(start: i32, end: i32) -> String {
    if start == end { format!(" {start}") } else { format!(" {start}-{end}") }
}

/// Returns sorted inclusive ranges of numbers in use.
fn taken(schema: &Schema, message: &Message) -> Vec<(i32, i32)> {
    let fields = message.fields.iter().map(|&field| schema[field].number.0).map(|number| (number, number));
    let extensions = message.extension_ranges.iter().map(|range| range.numbers);
    let ranges = extensions.chain(message.reserved_ranges.iter().copied()).map(|range| (range.start, range.end));
    let mut taken: Vec<(i32, i32)> = fields.chain(ranges).collect();
    taken.sort_unstable();
    taken
}
