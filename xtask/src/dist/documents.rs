//! Manual pages and completion scripts, from the definition of the command line.

use clap_complete::Shell;

use super::files::File;

/// Returns the manual pages: one for the program, and one for each command.
pub(super) fn manual() -> Vec<File> {
    let mut command = protoward::command();
    command.build();
    let mut pages = Vec::new();
    add_pages(&command, "protoward", &mut pages);
    pages
}

fn add_pages(command: &clap::Command, name: &str, pages: &mut Vec<File>) {
    let mut page = Vec::new();
    let manual = clap_mangen::Man::new(command.clone()).title(name);
    manual.render(&mut page).expect("a vector takes all bytes");
    pages.push(File::new(format!("{name}.1"), page));
    let is_documented = |command: &&clap::Command| !command.is_hide_set() && command.get_name() != "help";
    for subcommand in command.get_subcommands().filter(is_documented) {
        add_pages(subcommand, &format!("{name}-{}", subcommand.get_name()), pages);
    }
}

/// Returns the completion scripts, by the name of the shell.
pub(super) fn completions() -> Vec<(&'static str, String)> {
    let shells = [("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish), ("powershell", Shell::PowerShell)];
    let script = |shell| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut protoward::command(), "protoward", &mut script);
        String::from_utf8_lossy(&script).into_owned()
    };
    shells.map(|(name, shell)| (name, script(shell))).to_vec()
}
