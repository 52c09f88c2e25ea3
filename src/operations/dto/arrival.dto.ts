import { ApiProperty } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../../platform/http/request-facts.js';

/** How a request arrived. */
export class ArrivalDto {
  @ApiProperty({ description: 'Where it comes from, as far as trusted proxies say.', example: '192.0.2.1' })
  readonly address!: string;

  @ApiProperty({ description: 'By which protocol, as far as trusted proxies say.', example: 'https' })
  readonly protocol!: string;

  @ApiProperty({ description: 'Where the connection comes from: a proxy, if there is one.', example: '10.0.0.7' })
  readonly connection_from!: string;

  @ApiProperty({
    description: 'Names of the headers by which proxies tell of the request as they got it.',
    type: [String],
    example: ['x-forwarded-for', 'x-forwarded-proto'],
  })
  readonly forwarding_headers!: readonly string[];
}

export function presentArrival(request: FastifyRequest): ArrivalDto {
  return {
    address: addressOf(request),
    protocol: request.protocol,
    connection_from: request.socket.remoteAddress ?? '',
    forwarding_headers: Object.keys(request.headers).filter((name) =>
      /^(forwarded$|x-forwarded-|x-real-ip$)/.test(name),
    ),
  };
}
