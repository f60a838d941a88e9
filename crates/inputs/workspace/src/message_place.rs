//! The place of a message to read or to write.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use super::diagnostics;
use protoward_inputs::{Compression, STDIN};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, SourcePath};

/// The maximum size of a message in protobuf.
const MAX_BYTES: u64 = i32::MAX as u64;

/// The place of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePlace {
    /// A file, whose name may tell the encoding and the compression.
    File(PathBuf),
    /// Standard input or output.
    Stdin,
}

impl fmt::Display for MessagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", shown(path)),
            Self::Stdin => f.write_str(STDIN),
        }
    }
}

impl MessagePlace {
    /// Returns the path of the message for diagnostics.
    pub(super) fn source_path(&self) -> SourcePath {
        match self {
            Self::File(path) => shown(path).to_string().into(),
            Self::Stdin => SourcePath::name(STDIN),
        }
    }

    /// Reads and decompresses the bytes of a message. `stdin` is read for [`MessagePlace::Stdin`].
    ///
    /// # Errors
    /// Fails if the bytes cannot be read, or if they are more than a message may have.
    pub fn read(&self, compression: Compression, stdin: &mut dyn Read) -> Result<Vec<u8>, Box<Diagnostic>> {
        let not_read = |why: &dyn fmt::Display| diagnostics::message_not_read(self, why);
        let packed = match self {
            Self::Stdin => read_all(stdin),
            Self::File(path) => File::open(path).and_then(read_all),
        };
        let packed = packed.map_err(|error| not_read(&error))?;
        if packed.len() as u64 > MAX_BYTES {
            return Err(not_read(&"it is larger than a message may be"));
        }
        match compression {
            Compression::None => Ok(packed),
            compression => compression.unpack(&packed).map_err(|error| not_read(&error)),
        }
    }
}

fn read_all(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
