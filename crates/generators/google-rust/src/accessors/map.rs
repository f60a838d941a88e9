//! Accessors of maps: views and mutable proxies of the whole map. The runtime has the methods for its entries.

use super::Accessor;
use crate::types::{self, Receiver};
use protoward_schema::FieldId;

const GETTER: &str = "  pub fn $getter$($self$)
    -> ::protobuf::MapView<$'$, $Key$, $Value$> {
    unsafe {
      <Self as ::protobuf::__internal::runtime::UpbGetMessagePtr>::get_ptr(&self, ::protobuf::__internal::Private)
        .get_map_at_index($index$)
        .map_or_else(
          ::protobuf::__internal::runtime::empty_map::<$Key$, $Value$>,
          |raw| ::protobuf::MapView::from_raw(::protobuf::__internal::Private, raw)
        )
    }
  }
";

const MUTATORS: &str = "  pub fn $getter$_mut(&mut self)
    -> ::protobuf::MapMut<'_, $Key$, $Value$> {
    unsafe {
      let raw_map = <Self as ::protobuf::__internal::runtime::UpbGetMessagePtrMut>::get_ptr_mut(self, ::protobuf::__internal::Private)
        .get_or_create_mutable_map_at_index(
          $index$, self.inner.arena()).unwrap();
      let inner = ::protobuf::__internal::runtime::InnerMapMut::new(
        raw_map, self.inner.arena());
      ::protobuf::MapMut::from_inner(::protobuf::__internal::Private, inner)
    }
  }
  pub fn set_$part$(
      &mut self,
      src: impl ::protobuf::IntoProxied<::protobuf::Map<$Key$, $Value$>>) {
    unsafe {
      ::protobuf::__internal::runtime::message_set_map_field(
        ::protobuf::AsMut::as_mut(self).inner,
        $index$,
        src);
    }
  }
";

pub(super) fn write(accessor: &Accessor<'_>, (key, value): (FieldId, FieldId), receiver: Receiver, page: &mut String) {
    let [key, value] = [key, value].map(|field| types::element(accessor.context, field, accessor.depth));
    let values = [("Key", key.as_str()), ("Value", value.as_str())];
    accessor.fill(page, GETTER, receiver, &values);
    if receiver.is_mutable() {
        accessor.fill(page, MUTATORS, receiver, &values);
    }
}
