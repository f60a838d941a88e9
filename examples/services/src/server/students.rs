//! company.v1.StudentService.

use tonic::{Request, Response, Status, Streaming};

use super::outgoing::{Outgoing, collect, list, produce};
use super::validate::{self, Check};
use crate::fault::Fault;
use crate::proto::company::v1::grade_students_response::Outcome;
use crate::proto::company::v1::student_service_server::StudentService;
use crate::proto::company::v1::{
    EnrollStudentsRequest, EnrollStudentsResponse, GetStudentRequest, GetStudentResponse, GradeStudentsRequest,
    GradeStudentsResponse, ListStudentsRequest, ListStudentsResponse, Student,
};
use crate::store::{Store, company};

#[derive(Debug)]
pub(super) struct Students(pub(super) Store);

#[tonic::async_trait]
impl StudentService for Students {
    type ListStudentsStream = Outgoing<ListStudentsResponse>;
    type GradeStudentsStream = Outgoing<GradeStudentsResponse>;

    async fn get_student(&self, request: Request<GetStudentRequest>) -> Result<Response<GetStudentResponse>, Status> {
        let GetStudentRequest { id } = request.into_inner();
        Check::default().id("id", &id).done()?;
        let student = self.0.read(move |store| company::student(store, &id)).await?;
        Ok(Response::new(GetStudentResponse { student: Some(student) }))
    }

    async fn list_students(
        &self,
        request: Request<ListStudentsRequest>,
    ) -> Result<Response<Outgoing<ListStudentsResponse>>, Status> {
        let ListStudentsRequest { page_size, page_token } = request.into_inner();
        let page = validate::page("students", page_size, &page_token)?;
        let listed = self.0.read(move |store| company::students(store, &page)).await?;
        Ok(list(listed.into_iter().map(|listed| ListStudentsResponse {
            student: Some(listed.value),
            next_page_token: listed.next_page_token,
        })))
    }

    async fn enroll_students(
        &self,
        request: Request<Streaming<EnrollStudentsRequest>>,
    ) -> Result<Response<EnrollStudentsResponse>, Status> {
        let new = collect(request.into_inner(), |index, request: &EnrollStudentsRequest| {
            Check::at(index)
                .name("name", &request.name)
                .email("email", &request.email)
                .number("year", request.year.into(), 1, 10)
                .done()
        })
        .await?;
        let students = self.0.write(move |store| company::enroll(store, new)).await?;
        Ok(Response::new(EnrollStudentsResponse { students }))
    }

    async fn grade_students(
        &self,
        request: Request<Streaming<GradeStudentsRequest>>,
    ) -> Result<Response<Outgoing<GradeStudentsResponse>>, Status> {
        let (store, mut requests) = (self.0.clone(), request.into_inner());
        Ok(produce(move |responses| async move {
            while let Some(request) = requests.message().await? {
                let outcome = match grade(&store, request).await {
                    Ok(student) => Outcome::Student(student),
                    Err(fault) => Outcome::Error(fault.into()),
                };
                _ = responses.send(Ok(GradeStudentsResponse { outcome: Some(outcome) })).await;
            }
            Ok(())
        }))
    }
}

async fn grade(store: &Store, request: GradeStudentsRequest) -> Result<Student, Fault> {
    let GradeStudentsRequest { student_id, course, score } = request;
    Check::default()
        .id("student_id", &student_id)
        .name("course", &course)
        .require((0.0..=100.0).contains(&score), "score", "must be 0 to 100")
        .done()?;
    let graded = store.write(move |store| company::grade(store, &student_id, &course, score)).await;
    graded.map_err(|error| Fault::from(error).renamed("id", "student_id"))
}
