//! The layout of generated code: as prost-build lays it out, but on several threads. Half of the time of generating is this.

use std::error::Error;
use std::fmt;

use syn::Attribute;
use syn::parse::Parser;

use super::passes::Files;
use super::tree;
use protoward_source::parallel;

/// Lays out the code among some files.
///
/// # Errors
/// When code is not Rust.
pub fn files(files: &mut Files) -> Result<(), NotRust> {
    let mut code = files.iter_mut().filter(|(_, text)| str::from_utf8(text).is_ok_and(is_code)).collect::<Vec<_>>();
    for (at, laid_out) in
        each(&code.iter().map(|(_, text)| str::from_utf8(text).unwrap_or_default()).collect::<Vec<_>>())
    {
        let (name, text) = &mut code[at];
        **text = laid_out.map_err(|why| NotRust::new(name, text, &why))?.into_bytes();
    }
    Ok(())
}

/// Lays out the code of some modules.
///
/// # Errors
/// When code is not Rust.
pub fn modules<'c>(code: impl Iterator<Item = (String, &'c mut String)>) -> Result<(), NotRust> {
    let mut code = code.collect::<Vec<_>>();
    for (at, laid_out) in each(&code.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>()) {
        let (name, text) = &mut code[at];
        **text = laid_out.map_err(|why| NotRust::new(name, text.as_bytes(), &why))?;
    }
    Ok(())
}

/// Not what only includes code, which is written as it is to be.
fn is_code(text: &str) -> bool {
    text.starts_with(tree::HEAD) && !tree::is_include_file(text)
}

/// Each text with where it stands. Work begins with the largest, so that no thread is left with one of them when the others
/// have nothing more to do.
fn each(texts: &[&str]) -> Vec<(usize, syn::Result<String>)> {
    let mut turns: Vec<usize> = (0..texts.len()).collect();
    turns.sort_by_key(|&text| std::cmp::Reverse(texts[text].len()));
    let mut made =
        parallel::map(turns.len(), parallel::threads(None), |turn| (turns[turn], laid_out(texts[turns[turn]])));
    made.sort_by_key(|&(text, _)| text);
    made
}

fn laid_out(text: &str) -> syn::Result<String> {
    let (head, code) = text.strip_prefix(tree::HEAD).map_or(("", text), |code| (tree::HEAD, code));
    Ok(head.to_owned() + &prettyplease::unparse(&syn::parse_file(code)?))
}

/// Code that is not Rust, as something in it that was asked for is not.
#[derive(Debug)]
pub struct NotRust {
    file: String,
    why: String,
    /// The line of an attribute that is none.
    attribute: Option<String>,
}

impl NotRust {
    fn new(file: &str, code: &[u8], why: &syn::Error) -> Self {
        let is_none = |line: &&str| line.starts_with('#') && Attribute::parse_outer.parse_str(line).is_err();
        let attribute = str::from_utf8(code).ok().and_then(|code| code.lines().map(str::trim).find(is_none));
        Self { file: file.to_owned(), why: why.to_string(), attribute: attribute.map(str::to_owned) }
    }
}

impl fmt::Display for NotRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, why, attribute } = self;
        match attribute {
            Some(attribute) => write!(f, "`{attribute}` in `{file}` is not an attribute of Rust"),
            None => write!(f, "`{file}` is not Rust: {why}; look for an option with Rust code in it that is not right"),
        }
    }
}

impl Error for NotRust {}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(code: &str) -> Files {
        [("a.rs".to_owned(), format!("{}{code}", tree::HEAD).into_bytes())].into()
    }

    #[test]
    fn code_is_laid_out_and_keeps_its_first_line() {
        let mut code = given("pub struct A { pub b : i32 }");
        code.insert("set.bin".to_owned(), b"struct A { }".to_vec());
        code.insert("mod.rs".to_owned(), format!("{}pub mod a {{include!(\"a.rs\");}}\n", tree::HEAD).into_bytes());
        let before = code.clone();
        assert!(files(&mut code).is_ok());
        assert_eq!(
            String::from_utf8_lossy(&code["a.rs"]),
            format!("{}pub struct A {{\n    pub b: i32,\n}}\n", tree::HEAD)
        );
        assert_eq!(code["set.bin"], before["set.bin"]);
    }

    #[test]
    fn what_is_not_rust_is_named_with_its_file() {
        let said = |code: &str| files(&mut given(code)).expect_err("it is not Rust").to_string();
        insta::assert_snapshot!(said("#[derive(Eq]\npub struct A {}"), @"`#[derive(Eq]` in `a.rs` is not an attribute of Rust");
        insta::assert_snapshot!(said("#[derive(Eq)\npub struct A {}"), @"`#[derive(Eq)` in `a.rs` is not an attribute of Rust");
        insta::assert_snapshot!(
            said("derive(Eq)\npub struct A {}"),
            @"`a.rs` is not Rust: expected `!`; look for an option with Rust code in it that is not right"
        );
    }
}
