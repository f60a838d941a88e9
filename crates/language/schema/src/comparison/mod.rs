//! The comparison of two versions of a schema, property by property.
//!
//! Elements are paired by the names that they should have in the new version, and each property of a pair is compared. A proof
//! that nothing else changed lists the properties that its change is for, and rejects every other difference.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_schema::comparison::{Comparison, Property, Renames};
//! use protoward_schema::Element;
//!
//! let compiled = |text: &str| Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"]);
//! let old = compiled("syntax = \"proto3\"; message User { string name = 1; }")?;
//! let new = compiled("syntax = \"proto3\"; message Person { string name = 2; }")?;
//! let [old, new] = [old.schema(), new.schema()];
//! let user = old.find_message("User").expect("it is declared");
//! let renames = Renames { names: [(Element::from(user), "Person".to_owned())].into(), ..Renames::default() };
//! let comparison = Comparison::new(old, new, &renames);
//! let name = Element::from(old[user].fields[0]);
//! let new_name = comparison.pair(name).expect("it is paired");
//! let different: Vec<_> = comparison.properties(name, new_name).filter(|it| !it.is_same).collect();
//! assert_eq!(different[0].property, Property::Number);
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```

mod pairs;
mod properties;
mod property;
mod renames;
mod value;

use super::{Element, Schema};
use pairs::{Pairs, pairs};
use properties::{comments, properties};
pub use property::Property;
pub use renames::Renames;
pub use value::PropertyValue;

/// Two versions of a schema, whose elements are paired by the names that they should have in the new version.
#[derive(Debug)]
pub struct Comparison<'s> {
    old: &'s Schema,
    new: &'s Schema,
    renames: &'s Renames,
    pairs: Pairs,
}

/// A property of a pair, with both values.
#[derive(Clone, Debug)]
pub struct ComparedProperty<'s> {
    /// The property that both elements have.
    pub property: Property,
    /// The value in the old version. A package is the one that the file should have.
    pub old: PropertyValue<'s>,
    /// The value in the new version.
    pub new: PropertyValue<'s>,
    /// `true` if the values are equal. References are equal if their elements are a pair.
    pub is_same: bool,
}

impl<'s> Comparison<'s> {
    /// Pairs the elements of two schemas.
    pub fn new(old: &'s Schema, new: &'s Schema, renames: &'s Renames) -> Self {
        Self { old, new, renames, pairs: pairs(old, new, renames) }
    }

    /// Returns the element of the new version that an old element became.
    pub fn pair(&self, old: Element) -> Option<Element> {
        self.pairs.get(&old).copied()
    }

    /// Returns all properties of a pair, except its [comments](Self::comments).
    pub fn properties(&self, old: Element, new: Element) -> impl Iterator<Item = ComparedProperty<'s>> {
        let values = properties(self.new, new, &renames::NONE);
        properties(self.old, old, self.renames)
            .into_iter()
            .zip(values)
            .map(|((property, old), (_, new))| self.compared(property, old, new))
    }

    /// Returns the comments of a pair. They are apart, because each file has to be indexed for them.
    pub fn comments(&self, old: Element, new: Element) -> ComparedProperty<'s> {
        self.compared(Property::Comments, comments(self.old, old), comments(self.new, new))
    }

    fn compared(&self, property: Property, old: PropertyValue<'s>, new: PropertyValue<'s>) -> ComparedProperty<'s> {
        let is_same = old.is_same(&new, |old| self.pair(old));
        ComparedProperty { property, old, new, is_same }
    }
}

/// Returns all elements of a schema that are compared. `proto3_optional` stands for synthetic oneofs.
pub fn elements(schema: &Schema) -> impl Iterator<Item = Element> {
    let is_synthetic = |element: &Element| matches!(element, Element::Oneof(id) if schema[*id].synthetic);
    schema.files.ids().map(Element::File).chain(schema.declarations()).filter(move |element| !is_synthetic(element))
}
