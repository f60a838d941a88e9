//! Files with comments, blank lines and line breaks at random tokens, and mutated files, for the formatter.

use protoward_compiler::Compiler;
use protoward_format::{FormatError, format};

use super::mutation;
use super::sample::{Input, compiler};
use crate::insert;
use crate::unordered::descriptor;
use protoward_kit::random::Random;

/// The maximum number of insertions in a file.
const MOST_INSERTIONS: usize = 30;

/// Returns a file that is valid mostly, or a mutation of it.
pub(super) fn text(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let is_mutated = random.chance(2);
    let text = if is_mutated && random.chance(2) { mutation::text(text, other, random) } else { text.to_vec() };
    let count = random.below(MOST_INSERTIONS);
    let text = insert::inserted(&String::from_utf8_lossy(&text), count, random);
    if is_mutated { mutation::text(text.as_bytes(), other, random) } else { text.into_bytes() }
}

/// Formats the text. The result must be formatted and have the same descriptors; only a text with errors is refused.
pub(super) fn run(input: &Input) {
    let text = String::from_utf8_lossy(&input.bytes);
    let formatted = match format(&text) {
        Ok(formatted) => formatted,
        Err(FormatError::Syntax(errors)) => {
            assert!(!errors.is_empty(), "a text is refused without a reason");
            return;
        }
        Err(FormatError::Value { span, .. }) => {
            let found = text.get(span.range());
            assert!(found.is_some(), "an error at {span:?}, of {} bytes", text.len());
            // For protoc, `#` begins a comment up to the end of the value. The formatter refuses such a value.
            assert!(
                found == Some("#") || descriptor(of_text(input, &text), &input.name).is_none(),
                "a valid file is refused"
            );
            return;
        }
        Err(error) => panic!("{error}"),
    };
    assert!(format(&formatted).as_deref() == Ok(&*formatted), "a formatted text changes");
    if formatted != text {
        let [old, new] = [&text, &formatted].map(|text| descriptor(of_text(input, text), &input.name));
        // An empty list without a colon is valid only for messages. The formatter does not know the type and adds the colon.
        assert!(old.is_none() || old == new, "the descriptors differ");
    }
}

pub(super) fn of_text(input: &Input, text: &str) -> Compiler {
    compiler(&Input { name: input.name.clone(), bytes: text.as_bytes().to_vec(), imports: input.imports.clone() })
}
