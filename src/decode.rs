//! `protoward decode`: the fields of a message whose type is not known.

use std::io;
use std::path::PathBuf;

use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;
use protoward_image::convert::raw_tree;
use protoward_inputs::Compression;
use protoward_workspace::MessagePlace;

/// Show the fields in binary data without a schema
///
/// Prints every field with its offset, its number, its wire type, and the possible meanings of its value: bytes that
/// parse as a message are shown as one. With a schema, `convert` shows more; `protoward protoc --decode_raw` prints
/// protoc's output.
#[derive(Debug, clap::Args)]
pub(super) struct Decode {
    /// The message; `-` for stdin
    #[arg(value_name = "MESSAGE", default_value = "-")]
    message: PathBuf,
}

impl Decode {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let name = self.message.to_str().unwrap_or_default();
        let at = if name == "-" { MessagePlace::Stdin } else { MessagePlace::File(self.message.clone()) };
        let compression = match () {
            () if name.ends_with(".gz") => Compression::Gzip,
            () if name.ends_with(".zst") => Compression::Zstd,
            () => Compression::None,
        };
        let bytes = match at.read(compression, &mut io::stdin().lock()) {
            Ok(bytes) => bytes,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return Outcome::Failed;
            }
        };
        let (tree, broken) = raw_tree(&bytes);
        console.print(&tree);
        match broken {
            None => Outcome::Fine,
            Some(broken) => {
                console.problem(diagnostics::not_a_tree(&at, broken.at, &broken.error));
                Outcome::Failed
            }
        }
    }
}
