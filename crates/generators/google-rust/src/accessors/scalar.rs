//! Accessors of numbers, booleans and enums, which are copied out of a message.

use super::Accessor;
use crate::types::{self, Receiver};

const GETTER: &str = "  pub fn $getter$($self$) -> $Type$ {
    unsafe {
      // TODO: b/361751487: This .into() and .try_into() is only
      // here for the enum<->i32 case, we should avoid it for
      // other primitives where the types naturally match
      // perfectly (and do an unchecked conversion for
      // i32->enum types, since even for closed enums we trust
      // upb to only return one of the named values).
      self.inner.ptr().get_$primitive$_at_index(
        $index$, ($default$).into()
      ).try_into().unwrap()
    }
  }
";

const SETTER: &str = "  pub fn set_$part$(&mut self, val: $Type$) {
    unsafe {
      // TODO: b/361751487: This .into() is only here
      // here for the enum<->i32 case, we should avoid it for
      // other primitives where the types naturally match
      //perfectly.
      self.inner.ptr_mut().set_base_field_$primitive$_at_index(
        $index$, val.into()
      )
    }
  }
";

pub(super) fn write(accessor: &Accessor<'_>, default: &str, receiver: Receiver, page: &mut String) {
    let ty = accessor.element_type();
    let primitive = types::primitive(accessor.context.schema[accessor.field].ty);
    let values = [("Type", ty.as_str()), ("primitive", primitive), ("default", default)];
    accessor.fill(page, GETTER, receiver, &values);
    if receiver.is_mutable() {
        accessor.fill(page, SETTER, receiver, &values);
    }
}
