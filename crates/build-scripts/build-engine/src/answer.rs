//! Answers to the build scripts that run this program: it takes on their variables and their working directory for each call.

use std::env;
use std::io::{self, Read, Write};

use prost::Message;

use super::call::{generate, load};
use super::script;
use protoward_build_protocol::{
    Error, Reply, Request, TakenTypes, VERSION, receive, receive_greeting, send, send_greeting, to_path,
};

/// Answers the requests of a build script until it ends. Both directions are those of `protoward-build-protocol`.
///
/// # Errors
/// Fails if a stream cannot be read or written, or has something else. A call that fails is a reply.
pub fn answer(requests: &mut dyn Read, replies: &mut dyn Write) -> io::Result<()> {
    send_greeting(replies)?;
    replies.flush()?;
    // The build script has seen the version of this program, and says what to do if it is another one.
    if receive_greeting(requests)?.as_deref() != Some(VERSION) {
        return Ok(());
    }
    while let Some(request) = receive(requests)? {
        send(&reply(&request), replies)?;
    }
    Ok(())
}

fn reply(request: &Request) -> Reply {
    let os = |bytes: &[u8]| to_path(bytes).into_os_string();
    let variables = request.variables.iter().map(|it| (os(&it.name), os(&it.value))).collect();
    let (result, lines) = script::answer(variables, || {
        env::set_current_dir(to_path(&request.current_dir))?;
        run(request)
    });
    match result {
        Ok((descriptors, taken)) => Reply { lines, error: None, descriptors, taken: Some(taken) },
        Err(error) => Reply { lines, error: Some(error.to_string()), ..Reply::default() },
    }
}

fn run(request: &Request) -> Result<(Vec<u8>, TakenTypes), Error> {
    if request.only_descriptors {
        let (fds, taken) = load(&request.call)?;
        return Ok((fds.encode_to_vec(), taken));
    }
    generate(&request.call, Vec::new())?;
    Ok((Vec::new(), TakenTypes::default()))
}
