//! The flags with which `approve` finds the findings of another command: the commands in a comment work as they are.

use std::path::Path;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::input::plain;
use protoward_source::paths::shown;

/// The name of the command.
const APPROVE: &str = "approve";

/// The flag of `approve` for the input, which other commands take without a flag.
const INPUT: &str = "input";

/// The flags that only decide what is shown.
const SHOWN: [&str; 2] = ["show-ignored", "witness"];

/// Returns the flags on the command line that `approve` has too, as they follow it in a shell.
pub(super) fn of(program: &Command, matches: &ArgMatches) -> String {
    let commands = matches.subcommand().and_then(|(name, given)| Some((program.find_subcommand(name)?, given)));
    let (Some((command, given)), Some(approve)) = (commands, program.find_subcommand(APPROVE)) else {
        return String::new();
    };
    let is_shared =
        |long: &&str| !SHOWN.contains(long) && approve.get_arguments().any(|it| it.get_long() == Some(*long));
    let mut flags = String::new();
    let is_given = |arg: &&clap::Arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    for arg in command.get_arguments().filter(|arg| !arg.is_global_set()).filter(is_given) {
        let Some(long) = (if arg.is_positional() { Some(INPUT) } else { arg.get_long().filter(is_shared) }) else {
            continue;
        };
        if !arg.get_action().takes_values() {
            flags.push_str(&format!(" --{long}"));
            continue;
        }
        for value in given.get_raw(arg.get_id().as_str()).into_iter().flatten() {
            let value = shown(Path::new(value)).to_string();
            let value = plain(&value);
            // The default of both.
            if !(arg.is_positional() && value == ".") {
                flags.push_str(&format!(" --{long} {}", quoted(value)));
            }
        }
    }
    flags
}

/// Returns a word for a shell, quoted if necessary.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._/:@%+=,^~".contains(letter);
    let is_expanded = word.is_empty() || word.starts_with('~');
    if !is_expanded && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
