//! Schemas with rules of `buf.validate`, right, wrong and mutated, with messages of their types.

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_constraints::Validator;
use protoward_dynamic::Codec;
use protoward_rust::RustSettings;
use protoward_rust::additions::{self, Additions};
use protoward_source::{MemoryTree, Sources};

use super::{message, mutation};
use crate::oracle::constraints::drawn_file;
use crate::oracle::lint::constrained_file;
use protoward_kit::random::Random;

const NAME: &str = "rules.proto";

/// The messages of each type.
const MESSAGES: usize = 8;

/// Returns the text of a schema, mutated in half of all cases.
pub(super) fn text(random: &mut Random) -> Vec<u8> {
    let file = |random: &mut Random| {
        let (seed, number) = (random.next_u64(), random.next_u64() % 1000);
        if random.chance(2) { drawn_file(seed, number) } else { constrained_file(seed, number) }
    };
    let one = file(random);
    if random.chance(2) { mutation::text(one.as_bytes(), file(random).as_bytes(), random) } else { one.into_bytes() }
}

/// Validates messages of each type, and generates the code that validates them.
pub(super) fn run(text: &[u8]) {
    let compiler = Compiler::new().resolver(MemoryTree::new([(NAME, text)])).built_in(CommonProtos);
    let mut sources = Sources::default();
    let loaded = compiler.threads(1).load([NAME], &mut sources);
    let linked = loaded.link(&sources);
    if linked.report().has_errors() {
        return;
    }
    let schema = linked.schema();
    let codec = Codec::new(&schema);
    let validator = Validator::new(&schema);
    let mut random = Random::new(text.len() as u64);
    for &id in schema.requested.iter().flat_map(|&file| &schema[file].messages) {
        for _ in 0..MESSAGES {
            let bytes = message::bytes_of(&schema, id, &mut random);
            if let Ok(message) = codec.decode_partial(id, &bytes) {
                validator.validate_named(&message);
            }
        }
    }
    let mut additions = Additions::default();
    additions.validate.is_enabled = true;
    // Rules that cannot be generated are errors.
    let _ = additions::generate(&schema, &schema.requested, &RustSettings::default(), &additions, &[]);
}
