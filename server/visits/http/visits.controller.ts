import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { recordVisit } from '../visits.commands';
import { Landings } from '../visits.landing';
import { keptInvite, keptScene, keptText } from '../visits.rules';

/** The first thing the mini-program says when it is opened. */
@Controller()
export class VisitsController {
  constructor(
    private readonly landings: Landings,
    private readonly ledger: Ledger,
  ) {}

  @Handle('POST /visits')
  async visit(call: Call<'POST /visits'>): Promise<Answer<'POST /visits'>> {
    const { body, once, principal } = call;
    const scene = keptScene(body.scene);
    const input = {
      person_id: principal.person_id,
      member_id: principal.member_id,
      scene,
      path: keptText(body.path),
      invite: keptInvite(scene, body.invite),
    };
    const { answer, replayed } = await accepted(
      this.ledger.run(
        recordVisit((what) => this.landings.arrive(what)),
        input,
        // who asks may have joined since: the key stands for what the phone sent
        { key: once.key, actor: { kind: 'person', id: principal.person_id }, content: body },
      ),
    );
    return new Replayable({ visit_id: answer.visit_id, landing: await this.landings.show(answer) }, replayed);
  }
}
