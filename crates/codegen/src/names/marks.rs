//! Names that stand for others while prost works.
//!
//! prost makes a name of Rust out of one of protobuf by rules of its own. To be given another name, an element is called
//! by a mark first: a word that stays one word, in three spellings that can be told apart wherever prost writes them.

/// A name as it stands in the descriptors: all capitals, so that neither a type nor a module is spelled so.
const PROTO: &str = "PROTOWARDMARK";
/// What prost makes of it for types and variants.
const CAMEL: &str = "Protowardmark";
/// What prost makes of it for fields and modules.
const SNAKE: &str = "protowardmark";

/// What a mark stands for.
#[derive(Debug)]
pub(super) struct Mark {
    /// The name in the `.proto` file.
    pub(super) proto: String,
    /// The type or variant.
    pub(super) camel: String,
    /// The field or module.
    pub(super) snake: String,
}

/// All marks of a run.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// The name that stands for an element in the descriptors.
    pub(super) fn add(&mut self, mark: Mark) -> String {
        self.0.push(mark);
        format!("{PROTO}{}", self.0.len() - 1)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A module as prost writes it for a mark.
    pub(super) fn module(mark: &str) -> String {
        mark.to_ascii_lowercase()
    }

    /// The text with names in the place of the marks.
    pub(super) fn put_back(&self, text: &str) -> String {
        const FIRST: usize = 1;
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        // What all spellings have in common, but for the case of letters.
        while let Some(at) = rest.find(['P', 'p']) {
            let (before, marked) = rest.split_at(at);
            out.push_str(before);
            match self.at_start(marked) {
                Some((name, length)) => {
                    out.push_str(name);
                    rest = &marked[length..];
                }
                None => {
                    out.push_str(&marked[..FIRST]);
                    rest = &marked[FIRST..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// What the text begins with is to be, and how long the mark is.
    fn at_start(&self, text: &str) -> Option<(&str, usize)> {
        type Spelling = fn(&Mark) -> &String;
        const SPELLINGS: [(&str, Spelling); 3] =
            [(PROTO, |mark| &mark.proto), (CAMEL, |mark| &mark.camel), (SNAKE, |mark| &mark.snake)];
        let (prefix, name) = SPELLINGS.iter().find(|(prefix, _)| text.starts_with(prefix))?;
        let digits = text[prefix.len()..].bytes().take_while(u8::is_ascii_digit).count();
        let length = prefix.len() + digits;
        let mark = self.0.get(text[prefix.len()..length].parse::<usize>().ok()?)?;
        Some((name(mark), length))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rust::{snake, upper_camel};
    use super::*;

    #[test]
    fn prost_keeps_marks_apart() {
        let mark = Marks::default().add(Mark { proto: String::new(), camel: String::new(), snake: String::new() });
        assert_eq!(upper_camel(&mark), format!("{CAMEL}0"));
        assert_eq!(snake(&mark), Marks::module(&mark));
    }

    #[test]
    fn every_spelling_comes_back() {
        let mut marks = Marks::default();
        for number in 0..12 {
            let name = |spelling: &str| format!("{spelling}{number}");
            marks.add(Mark { proto: name("p."), camel: name("C"), snake: name("s") });
        }
        let text = "pub mod protowardmark1 { struct Protowardmark11; \"Pp.PROTOWARDMARK1.x\" } protowardmark99";
        assert_eq!(marks.put_back(text), "pub mod s1 { struct C11; \"Pp.p.1.x\" } protowardmark99");
    }
}
