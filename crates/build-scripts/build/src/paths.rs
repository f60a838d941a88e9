//! The paths that a method takes: one, or several.

/// One path, or several: a text such as `".shop.v1"`, or an array, a `Vec` or another iterator of texts.
///
/// Every method with paths takes both, because prost-build, tonic-build 0.12 and tonic-prost-build take one or the other.
///
/// ```
/// use protoward_build::{Builder, configure};
///
/// let one: Builder = configure().bytes(".shop.v1.Item").setters(".shop.v1");
/// let several = configure().bytes([".shop.v1.Item", "Blob.data"]).setters(vec![String::from(".")]);
/// ```
pub trait Paths<Count> {
    /// Returns the paths.
    fn paths(self) -> Vec<String>;
}

/// A single path. The two types let the compiler tell the implementations apart.
#[derive(Debug)]
pub enum One {}

/// Several paths.
#[derive(Debug)]
pub enum Several {}

impl<S: AsRef<str>> Paths<One> for S {
    fn paths(self) -> Vec<String> {
        vec![self.as_ref().to_owned()]
    }
}

impl<I: IntoIterator<Item: AsRef<str>>> Paths<Several> for I {
    fn paths(self) -> Vec<String> {
        self.into_iter().map(|path| path.as_ref().to_owned()).collect()
    }
}
