//! The interactive mode: reads lines and prints responses, until `quit`.

use std::io;

use prost_reflect::{DynamicMessage, MethodDescriptor};
use rustyline::completion::Completer;
use rustyline::config::CompletionType;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, ExternalPrinter, Helper};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::call::Caller;
use super::commands::{Session, SessionError, complain, duration, method_names, say};
use super::schema::path;
use super::{input, render};

const PROMPT: &str = "services> ";
const WORDS: [&str; 8] = ["deadline", "describe", "exit", "health", "help", "list", "quit", "token"];
const HELP: &str = "\
METHOD [MESSAGES]   call a method, such as: GetUser id=1f0c
                    a message is JSON or name=value words; `;` stands between messages
                    a method that takes a stream, without messages: type one message a line,
                    an empty line ends them
list                all methods
describe METHOD     what a method takes and gives
health [SERVICE]    whether the server, or one of its services, is serving
deadline [TIME]     how long a call may take, such as 10s; `off` for no end
token [TOKEN]       the token to send from now on; nothing for none
help                this
quit                leave; so does Ctrl-D

Tab completes names of methods, Ctrl-C breaks off a call, the arrow keys go through what was typed.";

type Lines = Editor<Complete, DefaultHistory>;

/// The action after a line of input.
enum Next {
    Line,
    Quit,
}

/// Runs until the user quits.
pub(super) async fn run(session: Session) -> Result<(), SessionError> {
    let handle = Handle::current();
    // The editor blocks; calls run on the caller's runtime.
    let done = tokio::task::spawn_blocking(move || Repl::new(session, handle)?.run()).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error).into()))
}

struct Repl {
    session: Session,
    lines: Lines,
    handle: Handle,
}

impl Repl {
    fn new(session: Session, handle: Handle) -> Result<Self, SessionError> {
        let config = Config::builder().completion_type(CompletionType::List).build();
        let mut lines = Lines::with_config(config)?;
        lines.set_helper(Some(Complete(method_names(&session.schema))));
        if let Some(history) = &session.history {
            // The history does not exist at first start.
            _ = lines.load_history(history);
        }
        Ok(Self { session, lines, handle })
    }

    fn run(mut self) -> Result<(), SessionError> {
        say("Type `help` for help, `list` for what can be called.")?;
        loop {
            match self.lines.readline(PROMPT) {
                Ok(line) => {
                    self.remember(&line)?;
                    match self.line(line.trim())? {
                        Next::Line => {}
                        Next::Quit => break,
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(history) = &self.session.history
            && let Err(error) = self.lines.save_history(history)
        {
            complain(&error)?;
        }
        Ok(())
    }

    /// Adds a line to the history, unless it may contain a token.
    fn remember(&mut self, line: &str) -> rustyline::Result<()> {
        if !line.trim().is_empty() && !line.trim().starts_with("token") {
            self.lines.add_history_entry(line)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<Next, SessionError> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word {
            "" => {}
            "quit" | "exit" => return Ok(Next::Quit),
            "help" | "?" => say(HELP)?,
            "list" => drop(self.session.list()?),
            "describe" => drop(self.session.describe(rest)?),
            "health" => self.until_interrupted(self.session.health(rest.to_owned()))?,
            "deadline" => self.deadline(rest)?,
            "token" => self.token(rest)?,
            method => self.method(method, rest)?,
        }
        Ok(Next::Line)
    }

    fn deadline(&mut self, text: &str) -> io::Result<()> {
        match (text, duration(text)) {
            ("", _) => {}
            ("off", _) => self.session.caller.timeout = None,
            (_, Some(timeout)) => self.session.caller.timeout = Some(timeout),
            (_, None) => return say("a time is 500ms, 10s, 2m, 1h or off"),
        }
        match self.session.caller.timeout {
            Some(timeout) => say(&format!("calls end after {timeout:?}")),
            None => say("calls have no end"),
        }
    }

    fn token(&mut self, text: &str) -> io::Result<()> {
        let token = (!text.is_empty()).then(|| text.to_owned());
        let said = if token.is_some() { "calls send this token" } else { "calls send no token" };
        match self.session.set_token(token) {
            Ok(()) => say(said),
            Err(error) => complain(&error).map(drop),
        }
    }

    fn method(&mut self, name: &str, text: &str) -> Result<(), SessionError> {
        match self.session.schema.method(name) {
            Ok(method) if method.is_client_streaming() && text.is_empty() => self.converse(&method),
            Ok(_) => Ok(self.until_interrupted(self.session.call(name, text))?),
            Err(error) => Ok(complain(&error).map(drop)?),
        }
    }

    /// Runs a call, which Ctrl-C cancels.
    fn until_interrupted(&self, call: impl Future<Output = io::Result<bool>>) -> io::Result<()> {
        self.handle.block_on(async {
            tokio::select! {
                done = call => done.map(drop),
                _ = tokio::signal::ctrl_c() => say("broken off"),
            }
        })
    }

    /// Sends a message for each line of input, and prints responses as they arrive.
    fn converse(&mut self, method: &MethodDescriptor) -> Result<(), SessionError> {
        let (messages, stream) = mpsc::unbounded_channel();
        let printer: Printer = match self.lines.create_external_printer() {
            Ok(printer) => Box::new(printer),
            // Standard input is not a terminal, so output cannot disturb the input.
            Err(_) => Box::new(Plain),
        };
        let mut answers = self.handle.spawn(listen(self.session.caller.clone(), method.clone(), stream, printer));
        say("one message a line, an empty line ends them")?;
        let prompt = format!("{}> ", method.name());
        while !messages.is_closed() {
            let line = match self.lines.readline(&prompt) {
                Ok(line) if line.trim().is_empty() => break,
                Ok(line) => line,
                Err(ReadlineError::Eof) => break,
                Err(ReadlineError::Interrupted) => {
                    answers.abort();
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            match input::messages(&method.input(), &line) {
                // Fails if the call has ended, which is already reported.
                Ok(typed) => typed.into_iter().for_each(|message| _ = messages.send(message)),
                Err(error) => drop(complain(&error)?),
            }
        }
        drop(messages);
        Ok(self.handle.block_on(async {
            tokio::select! {
                _ = &mut answers => Ok(()),
                _ = tokio::signal::ctrl_c() => {
                    answers.abort();
                    say("broken off")
                }
            }
        })?)
    }
}

type Printer = Box<dyn ExternalPrinter + Send>;

/// Prints the responses of a call whose messages are still being entered, and its status.
async fn listen(
    caller: Caller,
    method: MethodDescriptor,
    messages: mpsc::UnboundedReceiver<DynamicMessage>,
    mut printer: Printer,
) {
    // If the terminal is closed, the error cannot be reported.
    let mut print = |text: String| drop(printer.print(text + "\n"));
    let mut answers = match caller.open(&method, UnboundedReceiverStream::new(messages)).await {
        Ok(answers) => answers,
        Err(status) => return print(format!("error: {}", render::failure(&status))),
    };
    loop {
        match answers.message().await {
            Ok(Some(answer)) => print(render::message(&answer, true)),
            Ok(None) => return print(format!("({} has ended)", path(&method))),
            Err(status) => return print(format!("error: {}", render::failure(&status))),
        }
    }
}

/// A printer for input without a line editor.
struct Plain;

impl ExternalPrinter for Plain {
    fn print(&mut self, text: String) -> rustyline::Result<()> {
        Ok(say(text.trim_end())?)
    }
}

/// A completer for commands and method names.
struct Complete(Vec<String>);

impl Completer for Complete {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = &line[..at];
        let start = typed.rfind(char::is_whitespace).map_or(0, |space| space + 1);
        Ok((start, candidates(&self.0, &typed[..start], &typed[start..])))
    }
}

/// Returns the completions of a word: commands at the beginning of the line, and methods where a method is expected. A
/// method matches by the start of its full name or of its own name.
fn candidates(methods: &[String], before: &str, begun: &str) -> Vec<String> {
    let begun_lower = begun.to_ascii_lowercase();
    let first = before.trim().is_empty();
    if !first && before.trim() != "describe" {
        return Vec::new();
    }
    let words = WORDS.iter().filter(|word| first && word.starts_with(&begun_lower)).map(|word| (*word).to_owned());
    let methods = methods.iter().filter(|method| {
        let method = method.to_ascii_lowercase();
        let own = method.rsplit('/').next().unwrap_or_default();
        method.starts_with(&begun_lower) || (!begun.is_empty() && own.starts_with(&begun_lower))
    });
    words.chain(methods.cloned()).collect()
}

impl Hinter for Complete {
    type Hint = String;
}

impl Highlighter for Complete {}
impl Validator for Complete {}
impl Helper for Complete {}

#[cfg(test)]
mod tests {
    use super::candidates;

    fn complete(before: &str, begun: &str) -> Vec<String> {
        let methods = ["user.v1.UserService/GetUser", "user.v1.UserService/ListUsers", "chat.v1.Chat/StreamChat"];
        candidates(&methods.map(str::to_owned), before, begun)
    }

    #[test]
    fn methods_complete_from_either_end_of_their_name() {
        assert_eq!(complete("", "user.v1.UserService/G"), ["user.v1.UserService/GetUser"]);
        assert_eq!(complete("", "getu"), ["user.v1.UserService/GetUser"]);
        assert_eq!(complete("describe ", "stream"), ["chat.v1.Chat/StreamChat"]);
    }

    #[test]
    fn commands_complete_at_the_beginning_only() {
        assert_eq!(complete("", "de"), ["deadline", "describe"]);
        assert_eq!(complete("", "li"), ["list", "user.v1.UserService/ListUsers"]);
        assert_eq!(complete("describe ", "de"), [""; 0]);
        assert_eq!(complete("GetUser ", "ge"), [""; 0]);
    }
}
