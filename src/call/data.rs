use std::convert::Infallible;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::PathBuf;
use std::str::FromStr;

/// The requests of a call, as `-d` gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// The text itself.
    Text(String),
    /// Standard input: `@` as in grpcurl, `@-` as in buf.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl FromStr for Data {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.strip_prefix('@') {
            None => Self::Text(text.to_owned()),
            Some("" | "-") => Self::Stdin,
            Some(path) => Self::File(path.into()),
        })
    }
}

impl Data {
    /// Returns a reader of the requests, and its name in diagnostics.
    pub(super) fn open(&self) -> io::Result<(Box<dyn BufRead + Send>, String)> {
        Ok(match self {
            Self::Text(text) => (Box::new(Cursor::new(text.clone().into_bytes())), "--data".to_owned()),
            Self::Stdin => (Box::new(BufReader::new(io::stdin())), "standard input".to_owned()),
            Self::File(path) => (Box::new(BufReader::new(File::open(path)?)), path.display().to_string()),
        })
    }
}
