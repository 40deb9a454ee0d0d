//! From the first task to the archive.

use liaison_domain::ids::TaskId;
use liaison_domain::problem::{NewProblem, TakeUp};
use liaison_domain::rating::{NewRating, Score, Scores};
use liaison_domain::task::{Content, Health, NewDeliverable, NewProgress, NewTask, Verdict};

use super::{Acted, Stage, changed, line, text};
use crate::demo::plan::Part;
use crate::demo::tickets;
use crate::operations::OperationError;
use crate::operations::origin::Origin;
use crate::operations::problem::{self, OnProblem, ProblemHome, ProblemRaise, Solution};
use crate::operations::rating::{self, RatingGive};
use crate::operations::request;
use crate::operations::task::{self, Delivery, OnTask, Start, TaskCreate, TaskHome};

impl Stage<'_> {
    /// The party that does a task: they take turns, the lead first.
    fn part_of(&self, task: usize) -> Part {
        self.story.parts[task % self.story.parts.len()]
    }

    fn on_task<I>(&self, task: usize, input: I) -> Result<OnTask<I>, OperationError> {
        let id: Option<TaskId> = self.records.tasks.get(task).copied();
        let id = id.ok_or_else(|| OperationError::internal("a task is created before it is worked on"))?;
        Ok(OnTask { id, input })
    }

    fn on_problem<I>(&self, input: I) -> Result<OnProblem<I>, OperationError> {
        let id = self.records.problem.ok_or_else(|| OperationError::internal("a problem is raised first"))?;
        Ok(OnProblem { id, input })
    }

    pub(super) async fn create_task(&mut self, task: usize) -> Acted {
        let part = self.part_of(task);
        let (app, call) = self.by(part.liaison)?;
        let new = NewTask {
            name: Some(line(&self.story.template.tasks[task])?),
            assignee: Some(part.assignee),
            delivery_standard: Some(text(&self.story.template.standard)?),
            ..NewTask::default()
        };
        let home = TaskHome::Request(self.on(())?.id);
        let created = changed(
            task::create(app, call, TaskCreate { home, task: new, origin: Origin::default() }).await,
        )?;
        self.records.tasks.push(created.id);
        Ok(())
    }

    pub(super) async fn start_task(&mut self, task: usize) -> Acted {
        let (app, call) = self.by(self.part_of(task).assignee)?;
        let input = self.on_task(task, Start { override_reason: None })?;
        changed(task::start(app, call, input).await).map(drop)
    }

    pub(super) async fn report_progress(&mut self, task: usize, percent: u8) -> Acted {
        let (app, call) = self.by(self.part_of(task).assignee)?;
        let progress = NewProgress {
            on: None,
            text: text("完成需求分析，同步相关文档")?,
            progress: percent,
            health: Health::OnTrack,
            risk: None,
            next_step: Some(text("按计划推进下一阶段")?),
        };
        changed(task::report_progress(app, call, self.on_task(task, progress)?).await).map(drop)
    }

    pub(super) async fn raise_problem(&mut self) -> Acted {
        let part = self.part_of(0);
        let (app, call) = self.by(part.assignee)?;
        let Some(on) = self.records.tasks.first().copied() else { return Ok(()) };
        let new = NewProblem {
            id: None,
            description: text("上下游接口不兼容，需协助调试")?,
            impact: Some(text("影响后续联调进度")?),
            raising_department: Some(part.department),
            responsible_department: self.responsible().department,
            cooperating: Vec::new(),
            planned: None,
            measures: None,
            major: false,
            return_of: None,
        };
        let input = ProblemRaise { home: ProblemHome::Task(on), problem: new };
        self.records.problem = Some(changed(problem::raise(app, call, input).await)?.id);
        Ok(())
    }

    /// Who has to solve the story's problem: the last party.
    fn responsible(&self) -> Part {
        self.part_of(self.story.parts.len() - 1)
    }

    pub(super) async fn take_up_problem(&mut self) -> Acted {
        let (app, call) = self.by(self.responsible().head)?;
        let take_up = TakeUp {
            handler: Some(self.responsible().liaison),
            planned: None,
            measures: Some(text("安排专人排查并给出修复时间")?),
        };
        changed(problem::take_up(app, call, self.on_problem(take_up)?).await).map(drop)
    }

    pub(super) async fn resolve_problem(&mut self) -> Acted {
        let (app, call) = self.by(self.responsible().liaison)?;
        let solution =
            Solution { measure: text("统一接口字段并回归验证")?, result: text("联调通过")? };
        changed(problem::resolve(app, call, self.on_problem(solution)?).await).map(drop)
    }

    pub(super) async fn confirm_problem(&mut self) -> Acted {
        let (app, call) = self.by(self.part_of(0).assignee)?;
        changed(problem::confirm(app, call, self.on_problem(text("确认已解决")?)?).await).map(drop)
    }

    pub(super) async fn attach(&mut self, task: usize) -> Acted {
        let (app, call) = self.by(self.part_of(task).assignee)?;
        let name = &self.story.template.tasks[task];
        let location = text(&format!("企业云盘/{}/{name}.zip", self.story.template.title))?;
        let deliverable = NewDeliverable { name: None, content: Content::Location { location } };
        changed(task::attach_deliverable(app, call, self.on_task(task, deliverable)?).await).map(drop)
    }

    pub(super) async fn deliver(&mut self, task: usize) -> Acted {
        let (app, call) = self.by(self.part_of(task).assignee)?;
        let delivery = Delivery { deliverables: Vec::new(), note: Some(text("请验收")?) };
        changed(task::deliver(app, call, self.on_task(task, delivery)?).await).map(drop)
    }

    pub(super) async fn pass_task(&mut self, task: usize) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        let verdict = Verdict::Passed { comment: Some(text("符合交付标准")?) };
        changed(task::accept(app, call, self.on_task(task, verdict)?).await).map(drop)
    }

    pub(super) async fn accept(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        let accept = self.on(Some(text("全部交付物验收通过")?))?;
        let accepted = changed(request::accept(app, call, accept).await)?;
        if accepted.ticket.is_none() {
            return Ok(());
        }
        let (score, words) =
            [(5, "处理及时，结果满意"), (4, "问题已解决，希望再快一些")][self.records.tasks.len() % 2];
        tickets::rate(self.app, self.story.initiator, accepted.id, score, words).await
    }

    pub(super) async fn rate(&mut self, party: usize) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        // Marks that differ from story to story and stay the same from run to run.
        let mark = |shift: usize| {
            let letters = self.story.template.title.chars().count() + party + shift;
            Score::new(i64::try_from(3 + letters % 3).unwrap_or(4)).map_err(super::unfit)
        };
        let scores = Scores { responsiveness: mark(0)?, professionalism: mark(1)?, cooperation: mark(2)? };
        let rating = NewRating {
            id: None,
            department: self.story.parts[party].department,
            scores,
            comment: Some(text("配合顺畅")?),
        };
        let input = RatingGive { request: self.on(())?.id, rating };
        changed(rating::give(app, call, input).await).map(drop)
    }

    pub(super) async fn close(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        changed(request::close(app, call, self.on(())?).await).map(drop)
    }

    pub(super) async fn archive(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        changed(request::archive(app, call, self.on(())?).await).map(drop)
    }
}
