//! orders.v1.CustomerService.

use tonic::{Request, Response, Status};

use super::validate::Check;
use crate::proto::orders::v1::customer_service_server::CustomerService;
use crate::proto::orders::v1::{
    CreateCustomerRequest, CreateCustomerResponse, GetCustomerRequest, GetCustomerResponse,
};
use crate::store::Store;
use crate::store::orders::customers;

#[derive(Debug)]
pub(super) struct Customers(pub(super) Store);

#[tonic::async_trait]
impl CustomerService for Customers {
    async fn create_customer(
        &self,
        request: Request<CreateCustomerRequest>,
    ) -> Result<Response<CreateCustomerResponse>, Status> {
        let CreateCustomerRequest { name, email } = request.into_inner();
        Check::default().name("name", &name).email("email", &email).done()?;
        let customer = self.0.write(move |store| customers::create(store, name, email)).await?;
        Ok(Response::new(CreateCustomerResponse { customer: Some(customer) }))
    }

    async fn get_customer(
        &self,
        request: Request<GetCustomerRequest>,
    ) -> Result<Response<GetCustomerResponse>, Status> {
        let GetCustomerRequest { id } = request.into_inner();
        Check::default().id("id", &id).done()?;
        let customer = self.0.read(move |store| customers::get(store, &id)).await?;
        Ok(Response::new(GetCustomerResponse { customer: Some(customer) }))
    }
}
