//! Reads messages from standard input, and writes each again, with its text. A record has the full name of a type and the
//! bytes of a message; each part follows its length in four bytes.

mod types;

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Debug;
use std::io::{Read, Write};

use protobuf::{Parse, Serialize};

type Turn = fn(&[u8]) -> Result<[Vec<u8>; 2], Box<dyn Error>>;

/// Parses a message, and returns its bytes and its text.
fn turn<M: Parse + Serialize + Debug>(bytes: &[u8]) -> Result<[Vec<u8>; 2], Box<dyn Error>> {
    let message = M::parse(bytes)?;
    Ok([message.serialize()?, format!("{message:?}").into_bytes()])
}

fn main() -> Result<(), Box<dyn Error>> {
    let turns: HashMap<&str, Turn> = types::TYPES.iter().copied().collect();
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    let mut rest = &input[..];
    let mut output = Vec::new();
    while !rest.is_empty() {
        let name = std::str::from_utf8(part(&mut rest)?)?;
        let message = part(&mut rest)?;
        let turn = turns.get(name).ok_or_else(|| format!("there is no code for `{name}`"))?;
        for part in turn(message)? {
            output.extend(u32::try_from(part.len())?.to_le_bytes());
            output.extend(part);
        }
    }
    Ok(std::io::stdout().write_all(&output)?)
}

/// Returns the next part.
fn part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Box<dyn Error>> {
    let (length, behind) = rest.split_first_chunk::<4>().ok_or("a length is cut off")?;
    let length = usize::try_from(u32::from_le_bytes(*length))?;
    let (part, behind) = behind.split_at_checked(length).ok_or("a part is cut off")?;
    *rest = behind;
    Ok(part)
}
