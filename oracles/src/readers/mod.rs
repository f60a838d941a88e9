//! Message readers of other projects: Google's library for Python, and protobuf-es for Node.
//!
//! The input is a serialized descriptor set, the name of a type, and a payload. The output is the message that the library reads,
//! in one format for both libraries, or the reason for which the library rejects the payload. Each reader is a process that lives
//! as long as its `MessageReader` and answers one request at a time. `reader.py` describes the protocol. Only `alike` uses
//! protoward.

pub(crate) mod alike;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{corpus, workspace};

/// The folder of the scripts. Python also imports modules from it.
const SCRIPTS: &str = "oracles/src/readers";

/// A running reader process.
#[derive(Debug)]
pub(crate) struct MessageReader {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A message for a reader.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The file of the descriptor set, from [`Sets`].
    pub(crate) set: &'a Path,
    /// The full name of the message type.
    pub(crate) ty: &'a str,
    pub(crate) payload: Payload<'a>,
    /// Requests the message reserialized by the reader, in both formats.
    pub(crate) rewrite: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// Bytes in hex.
    Wire(&'a str),
    Json {
        text: &'a str,
        ignore_unknown: bool,
    },
}

/// The result of reading a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReaderResult {
    /// The message in the format that `reader.py` describes, or `null` if the reader rejects it.
    pub(crate) data: Value,
    /// The reason for which the reader rejects the message.
    pub(crate) error: Option<String>,
    /// The numbers of unknown fields in the outermost message. Empty if the reader rejects the message.
    pub(crate) unknown: Vec<u64>,
    /// The reserialized message in hex, if [`Case::rewrite`] requests it. `json` has the same in JSON.
    pub(crate) wire: Option<String>,
    pub(crate) json: Option<String>,
}

impl MessageReader {
    /// Starts a reader with Google's library for Python.
    pub(crate) fn python() -> Result<MessageReader, Error> {
        MessageReader::python_with(&workspace::root().join(SCRIPTS).join("reader.py"))
    }

    /// Starts a script of this repository with Google's library for Python. The script may import `reader`.
    pub(crate) fn python_with(script: &Path) -> Result<MessageReader, Error> {
        let path = [corpus::python_protobuf()?, workspace::root().join(SCRIPTS)];
        let path = std::env::join_paths(path).map_err(|error| Error::Usage(error.to_string()))?;
        let run =
            Run::new("python3").install_hint("Python 3").env("PYTHONPATH", path).env("PYTHONDONTWRITEBYTECODE", "1");
        MessageReader::start("Python", &run.arg(script))
    }

    /// Starts a Python script that needs no packages and answers each line with a line.
    pub(crate) fn script(name: &'static str, script: &Path) -> Result<MessageReader, Error> {
        MessageReader::start(name, &Run::new("python3").install_hint("Python 3").arg(script))
    }

    /// Starts a reader with protobuf-es.
    pub(crate) fn node() -> Result<MessageReader, Error> {
        let script = workspace::root().join(SCRIPTS).join("reader.mjs");
        let run = Run::new("node").install_hint("Node.js").arg(&script).arg(corpus::protobuf_es()?);
        MessageReader::start("Node", &run)
    }

    fn start(name: &'static str, run: &Run) -> Result<MessageReader, Error> {
        let mut command = run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(|source| run.not_started(source))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::Unreadable { command: run.line(), why: "it has no pipes".into() });
        };
        Ok(MessageReader { name, child, input, output: BufReader::new(output) })
    }

    /// Returns the name of the library for messages.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Reads all cases.
    ///
    /// # Errors
    ///
    /// Returns an error if the reader itself fails, for example because of a descriptor set that the library rejects.
    pub(crate) fn read(&mut self, cases: &[Case<'_>]) -> Result<Vec<ReaderResult>, Error> {
        let cases: Vec<Value> = cases.iter().map(case).collect();
        let answer = self.ask(&json!({ "op": "read", "cases": cases }))?;
        Ok(answer["results"].as_array().into_iter().flatten().map(reading).collect())
    }

    /// Sends one request of any kind and returns the answer.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] concerns only this request. After [`Error::Ended`] the reader is unusable.
    pub(crate) fn ask(&mut self, request: &Value) -> Result<Value, Error> {
        let unreadable = |why: String| Error::Unreadable { command: self.name.to_owned(), why };
        let mut line = request.to_string();
        line.push('\n');
        self.input.write_all(line.as_bytes()).map_err(|error| unreadable(error.to_string()))?;
        self.input.flush().map_err(|error| unreadable(error.to_string()))?;
        let mut answer = String::new();
        let length = self.output.read_line(&mut answer).map_err(|error| unreadable(error.to_string()))?;
        if length == 0 {
            return Err(Error::Ended { program: self.name });
        }
        let answer: Value = serde_json::from_str(&answer).map_err(|error| unreadable(format!("{error}: {answer}")))?;
        match answer["failed"].as_str() {
            Some(why) => Err(Error::Refused { program: self.name, why: why.to_owned() }),
            None => Ok(answer),
        }
    }
}

impl Drop for MessageReader {
    fn drop(&mut self) {
        // The process may have exited already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn case(case: &Case<'_>) -> Value {
    let mut value = json!({ "set": case.set.display().to_string(), "type": case.ty, "rewrite": case.rewrite });
    match case.payload {
        Payload::Wire(hex) => value["wire"] = hex.into(),
        Payload::Json { text, ignore_unknown } => {
            value["json"] = text.into();
            value["ignore"] = ignore_unknown.into();
        }
    }
    value
}

fn reading(result: &Value) -> ReaderResult {
    let text = |key: &str| result[key].as_str().map(str::to_owned);
    let unknown = result["unknown"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    ReaderResult { data: result["data"].clone(), error: text("error"), unknown, wire: text("wire"), json: text("json") }
}

/// Descriptor sets on disk. The file name is a hash of the content, and a file exists only while a [`SetFile`] refers to it.
#[derive(Debug)]
pub(crate) struct Sets {
    folder: PathBuf,
    users: Mutex<HashMap<u64, usize>>,
}

/// The file of a descriptor set.
#[derive(Debug)]
pub(crate) struct SetFile<'s> {
    sets: &'s Sets,
    hash: u64,
    path: PathBuf,
}

impl Sets {
    pub(crate) fn new(chore: &str) -> Result<Sets, Error> {
        Ok(Sets { folder: workspace::scratch(chore)?, users: Mutex::default() })
    }

    /// Returns the file of a serialized descriptor set. The file exists until the value is dropped.
    pub(crate) fn file(&self, set: &[u8]) -> Result<SetFile<'_>, Error> {
        let mut hasher = DefaultHasher::new();
        set.hash(&mut hasher);
        let hash = hasher.finish();
        let path = self.folder.join(format!("{hash:016x}.binpb"));
        let mut users = self.users.lock().expect("no writer panics with the lock");
        let count = users.entry(hash).or_default();
        if *count == 0 {
            std::fs::write(&path, set).map_err(Error::at(&path))?;
        }
        *count += 1;
        Ok(SetFile { sets: self, hash, path })
    }
}

impl std::ops::Deref for SetFile<'_> {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl Drop for SetFile<'_> {
    fn drop(&mut self) {
        let mut users = self.sets.users.lock().expect("no writer panics with the lock");
        let count = users.entry(self.hash).or_default();
        *count = count.saturating_sub(1);
        if *count == 0 {
            users.remove(&self.hash);
            // A failure here only wastes disk space.
            drop(std::fs::remove_file(&self.path));
        }
    }
}
