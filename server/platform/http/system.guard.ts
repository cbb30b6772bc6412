import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SYSTEM_ROUTE } from './handle';

/** Stands before the routes that Nest serves, those outside the contract: none that nobody declared is answered. */
@Injectable()
export class SystemGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(SYSTEM_ROUTE, handler) === true) return true;
    throw new Error(`${context.getClass().name}.${handler.name} has neither @Handle nor @System`);
  }
}
