import { Controller } from '@nestjs/common';
import type { ResponseOf, Routes } from '../../../shared/contract';
import { toRfc3339 } from '../../../shared/kernel';
import { Clock } from '../../platform/clock';
import { Handle, type Call } from '../../platform/http';
import { Logins } from '../members.login';

/** What can be called before anybody is known. */
@Controller()
export class LoginController {
  constructor(
    private readonly logins: Logins,
    private readonly clock: Clock,
  ) {}

  @Handle('GET /clock')
  time(): ResponseOf<Routes['GET /clock']> {
    return { now: toRfc3339(this.clock.now()) };
  }

  @Handle('POST /auth/wechat')
  async login(call: Call<'POST /auth/wechat'>): Promise<ResponseOf<Routes['POST /auth/wechat']>> {
    return this.logins.login(call.body.js_code);
  }
}
