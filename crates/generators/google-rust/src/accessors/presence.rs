//! Accessors of fields with presence: `has_x`, `clear_x`, and `x_opt`.

use super::Accessor;
use crate::types::{self, Receiver};

const HAS: &str = "  pub fn has_$part$($self$) -> bool {
    unsafe {
      self.inner.ptr().has_field_at_index($index$)
    }
  }
";

const CLEAR: &str = "  pub fn clear_$part$(&mut self) {
    unsafe {
      self.inner.ptr().clear_field_at_index(
        $index$
      );
    }
  }
";

const OPTION: &str = "  pub fn $part$_opt($self$) -> ::std::option::Option<$View$> {
    self.has_$part$().then(|| self.$getter$())
  }
";

pub(super) fn write(accessor: &Accessor<'_>, receiver: Receiver, page: &mut String) {
    let view = types::view(accessor.context, accessor.field, accessor.depth, receiver);
    accessor.fill(page, HAS, receiver, &[]);
    if receiver.is_mutable() {
        accessor.fill(page, CLEAR, receiver, &[]);
    }
    accessor.fill(page, OPTION, receiver, &[("View", &view)]);
}
