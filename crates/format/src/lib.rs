//! Formatter of `.proto` files.
#![warn(missing_debug_implementations)]

mod block_comment;
mod order;
mod print;
mod scan;
mod writer;

/// Scratch.
pub fn raw(text: &str) -> Option<String> {
    let parsed = protoward_syntax::parse(text);
    if !parsed.errors.is_empty() {
        return None;
    }
    let scan = scan::Scan::new(text);
    print::print(&scan, &parsed.file).ok()
}
