//! The messages of a stream: a greeting, then messages, each after its length.

use std::io::{self, ErrorKind, Read, Write};

use prost::Message;

use crate::VERSION;

/// The first word of a stream.
const NAME: &str = "protoward-build";

/// The maximum length of a greeting in bytes. A stream of another program has none.
const GREETING: usize = 64;

/// The maximum length of a message in bytes.
const MESSAGE: u64 = 1 << 31;

/// Sends the first line of a stream: the version of its sender.
///
/// # Errors
/// Fails if the stream cannot be written.
pub fn send_greeting(stream: &mut dyn Write) -> io::Result<()> {
    writeln!(stream, "{NAME} {VERSION}")
}

/// Receives the first line of a stream, and returns the version of its sender; `None` for another program.
///
/// # Errors
/// Fails if the stream cannot be read.
///
/// ```
/// use protoward_build_protocol::{VERSION, receive_greeting, send_greeting};
///
/// let mut stream = Vec::new();
/// send_greeting(&mut stream)?;
/// assert_eq!(receive_greeting(&mut &stream[..])?.as_deref(), Some(VERSION));
/// assert_eq!(receive_greeting(&mut &b"error: unrecognized subcommand"[..])?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn receive_greeting(stream: &mut dyn Read) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < GREETING && stream.read(&mut byte)? == 1 && byte != *b"\n" {
        line.extend(byte);
    }
    let version = str::from_utf8(&line).ok().and_then(|line| line.strip_prefix(NAME)?.strip_prefix(' '));
    Ok(version.map(str::to_owned))
}

/// Sends a message after its length, and flushes the stream.
///
/// # Errors
/// Fails if the stream cannot be written.
pub fn send(message: &impl Message, stream: &mut dyn Write) -> io::Result<()> {
    let bytes = message.encode_to_vec();
    stream.write_all(&(bytes.len() as u64).to_le_bytes())?;
    stream.write_all(&bytes)?;
    stream.flush()
}

/// Receives a message. Returns `None` at the end of the stream.
///
/// # Errors
/// Fails if the stream cannot be read, ends inside of a message, or has something else.
///
/// ```
/// use protoward_build_protocol::{Reply, receive, send};
///
/// let reply = Reply { lines: vec!["cargo:warning=a".to_owned()], ..Reply::default() };
/// let mut stream = Vec::new();
/// send(&reply, &mut stream)?;
/// let mut stream = &stream[..];
/// assert_eq!(receive(&mut stream)?, Some(reply));
/// assert_eq!(receive::<Reply>(&mut stream)?, None);
/// assert!(receive::<Reply>(&mut &b"\x01"[..]).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn receive<M: Message + Default>(stream: &mut dyn Read) -> io::Result<Option<M>> {
    let mut length = [0; 8];
    match stream.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => stream.read_exact(&mut length[1..])?,
    }
    let length = u64::from_le_bytes(length);
    if length > MESSAGE {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    if stream.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(M::decode(&*bytes)?))
}
