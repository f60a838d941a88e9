//! How the parts of Rust code are grouped into boxes.

use super::Writer;
use super::line::{Break, INDENT};

impl Writer {
    /// Begins a box whose breaks are all broken or none.
    pub(crate) fn begin(&mut self, indent: isize) {
        self.line.begin(indent, true);
    }

    /// Begins a box whose breaks are broken where it is necessary.
    pub(crate) fn begin_inconsistent(&mut self, indent: isize) {
        self.line.begin(indent, false);
    }

    /// Ends the last box.
    pub(crate) fn end(&mut self) {
        self.line.end();
    }

    /// Adds a space, or a line break.
    pub(crate) fn space(&mut self) {
        self.line.place_break(Break { blank: 1, ..Break::default() });
    }

    /// Adds a line break, or nothing.
    pub(crate) fn soft_break(&mut self) {
        self.line.place_break(Break::default());
    }

    /// Adds a line break, or nothing, in front of what closes a list.
    pub(crate) fn closing_break(&mut self) {
        self.line.place_break(Break { offset: -INDENT, ..Break::default() });
    }

    /// As [`closing_break`](Self::closing_break), with a space where there is no line break.
    pub(crate) fn closing_space(&mut self) {
        self.line.place_break(Break { blank: 1, offset: -INDENT, ..Break::default() });
    }

    /// As [`closing_break`](Self::closing_break), with a comma at the end of the last item where the list is broken.
    pub(crate) fn closing_comma(&mut self) {
        self.line.place_break(Break { offset: -INDENT, before: ",", ..Break::default() });
    }

    /// Adds a comma and a space, or a line break.
    pub(crate) fn comma(&mut self) {
        self.word(",");
        self.space();
    }

    /// Ends what the boxes before are measured with.
    pub(crate) fn never_break(&mut self) {
        self.line.place_break(Break { is_never: true, ..Break::default() });
    }

    /// Writes a list in a box: `open`, items that are separated by commas, `close`.
    pub(crate) fn list<T>(
        &mut self,
        (open, close): (&str, &str),
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        self.word(open);
        self.begin(INDENT);
        self.soft_break();
        for (at, each) in items.into_iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            item(self, each);
        }
        self.closing_comma();
        self.end();
        self.word(close);
    }

    /// Writes the arguments of a call, parentheses included.
    pub(crate) fn arguments(&mut self, arguments: &[&str]) {
        match arguments {
            [] => self.word("()"),
            _ => self.list(("(", ")"), arguments, |writer, argument| writer.word(argument)),
        }
    }

    /// Writes a type, or a path with types in it.
    pub(crate) fn ty(&mut self, ty: &str) {
        let mut rest = ty;
        while let Some(at) = rest.find(['<', '>', '(', ')', ',']) {
            let (before, found) = rest.split_at(at);
            // A space stays in front of the tuple in `Item = (A, B)`.
            self.word(if before.ends_with("= ") { before } else { before.trim_end() });
            rest = found[1..].trim_start();
            match &found[..1] {
                // The unit type, and an arrow.
                "(" if rest.starts_with(')') => {
                    self.word("()");
                    rest = &rest[1..];
                }
                ">" if before.ends_with('-') => self.word("> "),
                open @ ("<" | "(") => {
                    self.word(open);
                    self.begin(INDENT);
                    self.soft_break();
                }
                "," if rest.starts_with(['>', ')']) => {}
                "," => self.comma(),
                close => {
                    self.closing_comma();
                    self.end();
                    self.word(close);
                    if rest.starts_with('+') {
                        self.word(" ");
                    }
                }
            }
        }
        self.word(rest);
    }

    /// Writes the fields of a variant or a struct without names, parentheses included.
    pub(crate) fn tuple(&mut self, ty: &str) {
        self.begin(INDENT);
        self.word("(");
        self.soft_break();
        self.ty(ty);
        self.closing_comma();
        self.word(")");
        self.end();
    }

    /// Writes the head of a function, from its visibility, which is part of `name`, to its return type.
    pub(crate) fn signature(&mut self, name: &str, generics: &[&str], arguments: &[&str], output: Option<&str>) {
        self.begin(INDENT);
        self.word(name);
        self.generics(generics);
        self.word("(");
        self.never_break();
        self.parameters(arguments);
        self.word(")");
        self.begin(-INDENT);
        if let Some(output) = output {
            self.word(" -> ");
            self.ty(output);
        }
        self.end();
        self.end();
    }

    /// Writes the arm of a match whose value is `value`, and ends the line. A value that does not fit is put into braces.
    pub(crate) fn arm(&mut self, pattern: &str, value: impl FnOnce(&mut Self)) {
        self.arm_of(|writer| writer.word(pattern), value);
    }

    /// As [`arm`](Self::arm), with a pattern that may be broken.
    pub(crate) fn arm_of(&mut self, pattern: impl FnOnce(&mut Self), value: impl FnOnce(&mut Self)) {
        self.begin_inconsistent(0);
        pattern(self);
        self.word(" => ");
        self.never_break();
        self.begin(INDENT);
        self.line.place_break(Break { before: "{", ..Break::default() });
        value(self);
        self.line.place_break(Break { offset: -INDENT, after: "}", unbroken: ",", ..Break::default() });
        self.end();
        self.end();
        self.newline();
    }

    /// Parameters of a function or of generic code, in the box of what they belong to.
    fn parameters(&mut self, parameters: &[&str]) {
        if parameters.is_empty() {
            return;
        }
        self.begin(0);
        self.soft_break();
        for (at, parameter) in parameters.iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            self.ty(parameter);
        }
        self.closing_comma();
        self.end();
    }

    /// The parameters of generic code in `<` and `>`.
    fn generics(&mut self, generics: &[&str]) {
        if !generics.is_empty() {
            self.word("<");
            self.parameters(generics);
            self.word(">");
        }
    }

    /// Writes `impl<generics> Trait for Type`.
    pub(crate) fn impl_for(&mut self, generics: &[&str], of: &str, ty: &str) {
        self.begin_impl(generics);
        self.ty(of);
        self.space();
        self.word("for ");
        self.end_impl(ty);
    }

    /// Writes `impl<generics> Type`.
    pub(crate) fn impl_of(&mut self, generics: &[&str], ty: &str) {
        self.begin_impl(generics);
        self.end_impl(ty);
    }

    fn begin_impl(&mut self, generics: &[&str]) {
        self.begin(INDENT);
        self.begin_inconsistent(-INDENT);
        self.begin(INDENT);
        self.word("impl");
        self.generics(generics);
        self.end();
        self.word(" ");
    }

    fn end_impl(&mut self, ty: &str) {
        self.ty(ty);
        self.end();
        self.end();
    }

    /// Writes `type name = ty;` as a line.
    pub(crate) fn type_alias(&mut self, name: &str, ty: &str) {
        self.begin(INDENT);
        self.word(&format!("type {name} = "));
        self.never_break();
        self.begin_inconsistent(-INDENT);
        self.ty(ty);
        self.end();
        self.word(";");
        self.end();
        self.newline();
    }

    /// Writes `struct name<bound>(ty);` as a line.
    pub(crate) fn tuple_struct(&mut self, name: &str, bound: &str, ty: &str) {
        self.begin(INDENT);
        self.word(&format!("struct {name}"));
        self.generics(&[bound]);
        self.word("(");
        self.soft_break();
        self.ty(ty);
        self.closing_comma();
        self.word(");");
        self.end();
        self.newline();
    }
}
